"""The one call of ``jupyterhub_config.py``."""

from __future__ import annotations

from typing import Any, Mapping, Optional

from jupyterhub.app import JupyterHub
from traitlets import Undefined

from .quota import Quota
from .settings import Settings
from .spawner import QuotaSpawner, with_quota


def setup(
    c: Any,
    *,
    url: str,
    token: Optional[str] = None,
    token_file: Optional[str] = None,
    hub: Optional[str] = None,
    unreachable: str = "permit",
    connect_timeout: float = 1,
    request_timeout: float = 3,
    ca_file: Optional[str] = None,
    resources: Optional[Mapping[str, str]] = None,
    basis: Optional[Mapping[str, str]] = None,
    show_in_profiles: bool = False,
    sizes: Optional[Mapping[str, Mapping[str, Any]]] = None,
    quota_page: Optional[str] = None,
) -> None:
    """Lets servers of this hub start only if Hubmeter's quotas let them.

    May be called anywhere in ``jupyterhub_config.py``. Called again, the last call counts. README.md says what each argument
    means.

    :raises SettingsUnusable: with everything that is wrong, so the hub does not start
    """
    quota = Quota(
        Settings.of(
            url=url,
            token=token,
            token_file=token_file,
            hub=hub,
            unreachable=unreachable,
            connect_timeout=connect_timeout,
            request_timeout=request_timeout,
            ca_file=ca_file,
            resources=resources,
            basis=basis,
            show_in_profiles=show_in_profiles,
            sizes=sizes,
            quota_page=quota_page,
        )
    )
    if JupyterHub.initialized():
        _follow(JupyterHub.instance(), quota)
    else:
        # The file is read by another program, or by one of the hub's commands that starts no servers.
        configured = c.JupyterHub.get("spawner_class", Undefined)
        trait = JupyterHub.class_traits()["spawner_class"]
        chosen = trait.default_value if configured is Undefined else configured
        c.JupyterHub.spawner_class = with_quota(trait.validate(None, chosen), quota)


def _follow(hub: Any, quota: Quota) -> None:
    """Adds the quota to whatever spawner class the hub comes to have: lines after this one, the chart's values and the
    command line may all choose one still, and the hub tells when it takes it over."""

    def keep(change: Any) -> None:
        if not issubclass(change["new"], QuotaSpawner):
            hub.spawner_class = with_quota(change["new"], quota)

    hub.spawner_class = with_quota(hub.spawner_class, quota)
    hub.observe(keep, names="spawner_class")
