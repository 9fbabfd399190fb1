"""What people read while their server starts: plain words, with the original behind them."""

from __future__ import annotations

import html
import re
from typing import Any, Dict, Optional

NEW_MACHINE = "A new machine is being started for you. This takes a few minutes."
NO_ROOM = "No machine has room for your server yet. It is waiting for its place."
HAS_PLACE = "Your server has its place."
FETCHING = "Fetching the software for your server."
FETCHING_FAILED = "Fetching the software for your server has not worked yet. It is tried again."
FILES = "Your files are connected."
FILES_FAILED = "Your files could not be connected yet. It is tried again."
STARTING = "Starting."
STARTING_AGAIN = "Starting has not worked yet. It is tried again."
MOVED = "Your server has lost its place. It has to be started again."

# By the reason of a Kubernetes event, which is meant for programs.
_BY_REASON = {
    "TriggeredScaleUp": NEW_MACHINE,
    "NotTriggerScaleUp": NO_ROOM,
    "FailedScheduling": NO_ROOM,
    "Scheduled": HAS_PLACE,
    "Pulling": FETCHING,
    "Pulled": STARTING,
    "Created": STARTING,
    "Started": STARTING,
    "ErrImagePull": FETCHING_FAILED,
    "ImagePullBackOff": FETCHING_FAILED,
    "SuccessfulAttachVolume": FILES,
    "FailedAttachVolume": FILES_FAILED,
    "FailedMount": FILES_FAILED,
    "Evicted": MOVED,
    "Preempted": MOVED,
}

# By what it says, where the reason is not told or may mean several things. The first that fits decides.
_BY_TEXT = [
    (re.compile(pattern, re.IGNORECASE), plain)
    for pattern, plain in (
        (r"did ?n[o']t trigger scale-?up", NO_ROOM),
        (r"triggered scale-?up|launching new nodes", NEW_MACHINE),
        (r"\b\d+/\d+ nodes are available|no existing nodes are currently able|no nodes available to schedule", NO_ROOM),
        (r"successfully assigned \S+ to|a node \(\S+\) has been found", HAS_PLACE),
        (r"back-off pulling image|failed to pull image|\b(ErrImagePull|ImagePullBackOff)\b", FETCHING_FAILED),
        (r"back-off restarting failed container", STARTING_AGAIN),
        (r"^(.* )?successfully pulled image|container image \"[^\"]*\" already present", STARTING),
        (r"pulling \S+ image for the|pulling image \"", FETCHING),
        (r"(created|started) (container\b|the \S+ container)", STARTING),
        (r"attachvolume.attach succeeded", FILES),
        (r"multi-attach error|unable to attach or mount volumes|mountvolume\.\S+ failed", FILES_FAILED),
    )
]


def plain_words(message: str, raw_event: Any) -> Optional[str]:
    """What an event means; None if it is not one that Kubernetes words, or not known.

    :param raw_event: the event of Kubernetes that KubeSpawner sends along; anything else is ignored
    """
    if isinstance(raw_event, dict):
        known = _BY_REASON.get(str(raw_event.get("reason")))
        if known is not None:
            return known
    return next((plain for pattern, plain in _BY_TEXT if pattern.search(message)), None)


def translated(event: Dict[str, Any]) -> Dict[str, Any]:
    """An event of the spawner with plain words in front, or as it is. What it said stands behind them, to be opened."""
    message = event.get("message")
    plain = plain_words(message, event.get("raw_event")) if isinstance(message, str) else None
    if plain is None:
        return event
    # A tooltip would be out of reach for a finger and for a keyboard.
    detail = f"<details><summary>details</summary>{html.escape(str(message))}</details>"
    return {**event, "message": plain, "html_message": f"{plain} {detail}"}
