"""What a hook raises so that a server does not start, the user reads why, and the hub goes on.

JupyterHub 6 has an exception for it. Up to 5 every exception of a hook is taken for a spawner that is broken: it shows
"Failed to start your server" instead of a sentence, and it counts as a failed spawn, of which a few in a row end the hub.
"""

from __future__ import annotations

import asyncio
import html
import inspect
from http import HTTPStatus
from typing import Any, Dict, Optional

import jupyterhub.spawner
from tornado import web

DENIED = 403
UNAVAILABLE = 503


class SpawnRefused(web.HTTPError):
    """For JupyterHub 3 to 5."""

    def __init__(self, status: int, sentence: str, message_html: str) -> None:
        super().__init__(status, sentence)
        self.jupyterhub_message = sentence
        """On the page "Spawn failed", and at the end of the progress."""
        self.jupyterhub_html_message = message_html

    @property
    def reason(self) -> Optional[str]:
        """Always None: the hub sets ``error`` on every exception of a hook, and would then show its own words for that."""
        return None

    @reason.setter
    def reason(self, value: Optional[str]) -> None:
        pass

    def __str__(self) -> str:
        """What the hub shows above its form."""
        return self.jupyterhub_message


def refusal(spawner: Any, status: int, sentence: str, quota_page: Optional[str]) -> Exception:
    """What the hook is to raise at once. The sentence is text; it may hold anything."""
    _answer_with(spawner, status)
    message_html = as_html(sentence, quota_page)
    kind = getattr(jupyterhub.spawner, "SpawnException", None)
    if kind is not None:
        words: Dict[str, Any] = {"log_message": sentence, "message_html": message_html, "status_code": status}
        reason = inspect.signature(kind).parameters.get("reason")
        if reason is not None and reason.default is inspect.Parameter.empty:
            words["reason"] = HTTPStatus(status).phrase
        return kind(sentence, **words)
    refused = SpawnRefused(status, sentence, message_html)
    _do_not_count(spawner, refused)
    return refused


def as_html(sentence: str, quota_page: Optional[str]) -> str:
    text = html.escape(sentence)
    return text if quota_page is None else f'{text} <a href="{html.escape(quota_page)}">My quota</a>'


def _answer_with(spawner: Any, status: int) -> None:
    # After a form the hub shows the form again, with the sentence above it and status 200. A redirect to the page of
    # progress sets its own status afterwards.
    set_status = getattr(getattr(spawner, "handler", None), "set_status", None)
    if set_status is not None:
        set_status(status)


def _do_not_count(spawner: Any, refused: SpawnRefused) -> None:
    """Leaves the hub's count of failed spawns as it is.

    The hub counts in a callback of the spawn's future, and aborts there if this spawner's limit is reached. So this
    spawner gets no limit, and a callback of our own, which is called right after the hub's, takes the count back. To take
    one off beforehand would not do: a server of somebody else that starts in between sets the count to zero.

    The count is in the settings of the application that serves the request, which are a copy of those that the user has.
    """
    spawn = getattr(spawner, "_spawn_future", None)
    limit = getattr(spawner, "consecutive_failure_limit", 0)
    if not isinstance(spawn, asyncio.Future) or spawn.done() or not limit:
        return
    spawner.consecutive_failure_limit = 0
    # Now, since the hub takes the handler away before it counts.
    settings = getattr(getattr(spawner, "handler", None), "settings", None)

    def take_back(ended: "asyncio.Future[Any]") -> None:
        spawner.consecutive_failure_limit = limit
        if settings is not None and not ended.cancelled() and ended.exception() is refused:
            settings["failure_count"] = max(0, settings.get("failure_count", 0) - 1)

    spawn.add_done_callback(take_back)
