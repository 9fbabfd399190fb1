"""The hook: asks, and lets a server start or not."""

from __future__ import annotations

from typing import Any

from .client import Decided, DecisionClient
from .question import question
from .refusal import DENIED, UNAVAILABLE, refusal
from .settings import Settings

UNCHECKED = "Your quota cannot be checked just now. Your server starts all the same; what it uses is counted when the meter is back."
UNCHECKED_REFUSED = (
    "Your server cannot start now, because your quota cannot be checked just now. Please try again in a few minutes."
)


class Quota:
    """What the hub does with what the decision API says. Keeps nothing about anybody."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.client = DecisionClient(settings)

    async def admit(self, spawner: Any) -> str:
        """What to tell the user of a server that may start; raises what the hub understands if it may not."""
        answer = await self.client.decide(await question(spawner, self.settings))
        who = f"{spawner.user.name!r} server {spawner.name or ''!r}"
        if isinstance(answer, Decided):
            spawner.log.info(
                "hubmeter: %s: %s, %s, decision %s",
                who,
                answer.decision,
                "may start" if answer.allowed else "may not start",
                answer.decision_id,
            )
            if answer.allowed:
                return answer.sentence
            raise refusal(spawner, DENIED, answer.sentence, self.settings.quota_page)
        log = spawner.log.error if answer.misconfigured else spawner.log.warning
        permitted = self.settings.permit_unreachable
        log(
            "hubmeter: %s: %s; as configured (unreachable=%r) it %s",
            who,
            ("MISCONFIGURED: " if answer.misconfigured else "unreachable: ") + answer.detail,
            "permit" if permitted else "deny",
            "starts all the same" if permitted else "does not start",
        )
        if permitted:
            return UNCHECKED
        raise refusal(spawner, UNAVAILABLE, UNCHECKED_REFUSED, None)
