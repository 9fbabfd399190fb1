"""Hubmeter in JupyterHub: quotas decide whether a server may start. ``setup`` is all that a configuration calls."""

from .hub import setup
from .settings import SettingsUnusable

__all__ = ["SettingsUnusable", "setup"]
