"""What an administrator may set, checked as a whole before the hub starts."""

from __future__ import annotations

import math
import ssl
from pathlib import Path
from typing import Any, List, Mapping, NamedTuple, Optional, Tuple
from urllib.parse import urlsplit

from .amounts import RESOURCE_NAME, Basis, parse_amount

LONGEST_NAME = 255
LONGEST_TOKEN = 4_096

EXTENDED_RESOURCES = {"nvidia.com/gpu": "gpu", "amd.com/gpu": "gpu"}


class SettingsUnusable(ValueError):
    """The arguments of ``setup`` are not acceptable; the message has a line for each problem."""


class Token:
    """A secret that no log shows."""

    def __init__(self, value: str) -> None:
        self.value = value

    def __repr__(self) -> str:
        return "Token(…)"


class Settings(NamedTuple):
    """All of them, acceptable."""

    url: str
    """The decision API's root, without a slash at its end."""
    token: Token
    hub: Optional[str]
    """This hub's name; None for the one that the token is for."""
    permit_unreachable: bool
    connect_timeout_s: float
    request_timeout_s: float
    """For everything together, a second attempt too."""
    tls: Optional[ssl.SSLContext]
    """None without TLS, and for the authorities that the system trusts."""
    resources: Mapping[str, str]
    """Under which name an extended resource counts; a name may end with ``*``, and the first that fits decides."""
    basis: Mapping[str, Basis]
    """By resource; requests if a resource is not listed."""
    show_in_profiles: bool
    sizes: Mapping[str, Mapping[str, Any]]
    """Server sizes by name, for hubs whose form is not made of profiles; empty to tell of the configured size."""
    quota_page: Optional[str]
    """Where users see their quotas."""

    @staticmethod
    def of(
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
    ) -> "Settings":
        """Raises SettingsUnusable with everything that is wrong."""
        check = _Check()
        settings = Settings(
            check.url(url),
            Token(check.token(token, token_file)),
            check.hub(hub, show_in_profiles),
            check.choice("unreachable", unreachable, ("permit", "deny")) == "permit",
            check.seconds("connect_timeout", connect_timeout),
            check.seconds("request_timeout", request_timeout),
            check.tls(ca_file),
            check.resources(EXTENDED_RESOURCES if resources is None else resources),
            {name: Basis(check.choice(f"basis[{name!r}]", b, Basis.values())) for name, b in (basis or {}).items()},
            bool(show_in_profiles),
            check.sizes(sizes or {}),
            check.page(quota_page),
        )
        if check.problems:
            raise SettingsUnusable("hubmeter: setup cannot be used\n  " + "\n  ".join(check.problems))
        return settings


class _Check:
    """Collects problems; each method returns something of the right type even if there is one."""

    def __init__(self) -> None:
        self.problems: List[str] = []

    def found(self, name: str, found: object, expected: str) -> None:
        shown = repr(found)
        self.problems.append(f"{name}: found {shown if len(shown) <= 100 else shown[:99] + '…'}, expected {expected}")

    def url(self, url: object) -> str:
        expected = "http://HOST[:PORT][/PATH] or https://…, without user, query and fragment"
        text = url if isinstance(url, str) else ""
        try:
            parts = urlsplit(text)
            good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
            good = good and not (parts.username or parts.query or parts.fragment or any(ord(c) <= 32 for c in text))
        except ValueError:
            good = False
        if not good:
            self.found("url", url, expected)
        return text.rstrip("/")

    def token(self, token: Optional[str], file: Optional[str]) -> str:
        if (token is None) == (file is None):
            self.problems.append(
                f"token, token_file: found {'none' if token is None else 'both'}, expected one of them"
            )
            return ""
        name = "token" if file is None else f"token_file {str(file)!r}"
        if file is not None:
            try:
                with Path(file).open(encoding="utf-8") as content:
                    token = content.read(LONGEST_TOKEN + 2).strip()
            except (OSError, UnicodeDecodeError, TypeError) as problem:
                self.problems.append(f"{name}: {problem}")
                return ""
        # The value is a secret: nothing of it is shown.
        if not isinstance(token, str) or not token or len(token) > LONGEST_TOKEN or not _is_visible_ascii(token):
            self.problems.append(f"{name}: found something else (not shown), expected a token of visible ASCII")
            return ""
        return token

    def hub(self, hub: Optional[str], needed: bool) -> Optional[str]:
        if hub is None and needed:
            self.found("hub", hub, "the name of this hub: show_in_profiles needs it")
        if hub is not None and (not isinstance(hub, str) or not 0 < len(hub) <= LONGEST_NAME or "/" in hub):
            self.found("hub", hub, f"a name of 1 to {LONGEST_NAME} characters without a slash")
        return hub

    def choice(self, name: str, value: str, choices: Tuple[str, ...]) -> str:
        if value in choices:
            return value
        self.found(name, value, " or ".join(map(repr, choices)))
        return choices[0]

    def seconds(self, name: str, value: float) -> float:
        good = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
        if not good or not 0 < value <= 60:
            self.found(name, value, "seconds, more than 0 and at most 60")
            return 1.0
        return float(value)

    def tls(self, ca_file: Optional[str]) -> Optional[ssl.SSLContext]:
        if ca_file is None:
            return None
        try:
            # Made once: reading authorities takes milliseconds, and the hub has one thread for all its users.
            return ssl.create_default_context(cafile=ca_file)
        except (OSError, ssl.SSLError, TypeError) as problem:
            self.problems.append(f"ca_file {str(ca_file)!r}: {problem}")
            return None

    def resources(self, resources: Mapping[str, str]) -> Mapping[str, str]:
        for extended, name in resources.items():
            if not RESOURCE_NAME.match(name.replace("*", "x", 1) if extended.endswith("*") else name):
                self.found(f"resources[{extended!r}]", name, "a name of 1 to 100 of a-z 0-9 . / _ -")
        return dict(resources)

    def sizes(self, sizes: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
        for size, amounts in sizes.items():
            for resource, amount in amounts.items():
                if parse_amount(amount) is None:
                    self.found(f"sizes[{size!r}][{resource!r}]", amount, "a quantity such as 2, '500m' or '4Gi'")
        return sizes

    def page(self, page: Optional[str]) -> Optional[str]:
        if page is not None and not (isinstance(page, str) and page.startswith(("/", "https://", "http://"))):
            self.found("quota_page", page, "a path that begins with a slash, or an address with http(s)")
        return page


def _is_visible_ascii(text: str) -> bool:
    return all(32 < ord(c) < 127 for c in text)
