"""The decision API, as seen from the hub."""

from __future__ import annotations

import asyncio
import json
import math
import ssl
from typing import Any, Mapping, NamedTuple, Optional, Union

from tornado.httpclient import HTTPRequest, HTTPResponse
from tornado.simple_httpclient import HTTPStreamClosedError, HTTPTimeoutError, SimpleAsyncHTTPClient

from .settings import Settings

MOST_ANSWER_BYTES = 1 << 20
MOST_CALLS = 250
"""At a time. More wait, as long as a connection may take: all sockets at once would hold up the hub's loop. The hub itself
starts 100 servers at a time unless it is told otherwise."""
LONGEST_SENTENCE = 2_000
RETRY_AFTER_S = 0.1


class Decided(NamedTuple):
    """The API has answered, perhaps with ``unknown``: what that means is in ``allowed`` already."""

    allowed: bool
    sentence: str
    decision: str
    decision_id: str


class Undecided(NamedTuple):
    """There is no answer."""

    misconfigured: bool
    """Whether the API refused the call, or is not the API: time does not heal that."""
    detail: str
    """For the log: what was found, and what was expected."""


class DecisionClient:
    """Asks, without ever making the event loop wait, and within a bounded time.

    Uses tornado's own client whatever the hub has chosen for itself, since failures to connect are told apart by its
    exceptions; and one of its own, since the hub's shared one lets ten calls through at a time.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client: Optional[SimpleAsyncHTTPClient] = None

    async def decide(self, question: Mapping[str, Any]) -> Union[Decided, Undecided]:
        answer = await self._post("/v1/decisions", question)
        if isinstance(answer, Undecided):
            return answer
        allowed, sentence = answer.get("allowed"), answer.get("sentence")
        if not isinstance(allowed, bool) or not isinstance(sentence, str) or not sentence.strip():
            return Undecided(
                True,
                f"answer: found allowed={_shown(allowed)} and sentence={_shown(sentence)}, expected true or false and a text",
            )
        return Decided(
            allowed, sentence[:LONGEST_SENTENCE], str(answer.get("decision", "")), str(answer.get("decisionId", ""))
        )

    async def evaluate(self, body: Mapping[str, Any]) -> Union[Mapping[str, Any], Undecided]:
        """``POST /access/v1/evaluations``; the answer is a JSON object and no more is checked."""
        return await self._post("/access/v1/evaluations", body)

    async def _post(self, path: str, body: Mapping[str, Any]) -> Union[Mapping[str, Any], Undecided]:
        url = self._settings.url + path
        try:
            response = await self._fetch(url, json.dumps(body).encode())
        except ssl.SSLError as problem:
            return Undecided(True, f"{url}: TLS: found {problem}, expected a certificate that is trusted for this host")
        except Exception as problem:  # whatever it is, the hub's policy for an API that does not answer stands
            return Undecided(False, f"{url}: {type(problem).__name__}: {problem}")
        return _read(url, response)

    async def _fetch(self, url: str, body: bytes) -> HTTPResponse:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._settings.request_timeout_s
        pause_s = RETRY_AFTER_S
        try:
            response = await self._attempt(url, body, self._settings.request_timeout_s)
            pause_s = _asked_to_wait_s(response)
            left_s = deadline - loop.time() - pause_s
            if left_s <= 0:
                return response
        except ssl.SSLError:
            raise
        except (OSError, HTTPStreamClosedError, HTTPTimeoutError) as problem:
            left_s = deadline - loop.time() - pause_s
            if not _failed_to_connect(problem) or left_s <= 0:
                raise
        await asyncio.sleep(pause_s)
        return await self._attempt(url, body, left_s)

    async def _attempt(self, url: str, body: bytes, timeout_s: float) -> HTTPResponse:
        request = HTTPRequest(
            url,
            method="POST",
            headers={
                "Authorization": "Bearer " + self._settings.token.value,
                "Content-Type": "application/json",
                "Accept": "application/json",
            },
            body=body,
            connect_timeout=min(self._settings.connect_timeout_s, timeout_s),
            request_timeout=timeout_s,
            follow_redirects=False,
            decompress_response=False,
            ssl_options=self._settings.tls if url.startswith("https:") else None,
        )
        if self._client is None:
            # Not before, since it belongs to the loop that runs, and the hub's does not while it reads its configuration.
            self._client = SimpleAsyncHTTPClient(
                force_instance=True,
                max_clients=MOST_CALLS,
                max_body_size=MOST_ANSWER_BYTES,
                max_buffer_size=2 * MOST_ANSWER_BYTES,
            )
        return await self._client.fetch(request, raise_error=False)


def _asked_to_wait_s(response: HTTPResponse) -> float:
    """How long the API asks to wait because it has too much to do; for ever, if the answer says nothing of the kind."""
    after = response.headers.get("Retry-After", "") if response.code == 503 else ""
    return float(after) if after.isascii() and after.isdigit() else math.inf


def _failed_to_connect(problem: BaseException) -> bool:
    """Whether no answer can be under way: nobody listens, or the connection broke before it began."""
    if isinstance(problem, HTTPTimeoutError):
        return "connecting" in str(problem)
    return True


def _read(url: str, response: HTTPResponse) -> Union[Mapping[str, Any], Undecided]:
    expected = "200 with a JSON object, as the decision API answers"
    if response.code != 200:
        # What the API says of a call that it does not take helps; it is cut, and never shown to users.
        said = _shown(response.body[:500].decode("utf-8", "replace"))
        return Undecided(
            response.code < 500, f"{url}: found {response.code} {said}, expected {expected}{_hint(response.code)}"
        )
    try:
        answer = json.loads(response.body)
    except (ValueError, RecursionError) as problem:
        return Undecided(True, f"{url}: found no JSON ({problem}), expected {expected}")
    if not isinstance(answer, dict):
        return Undecided(True, f"{url}: found {_shown(answer)}, expected {expected}")
    return answer


def _hint(status: int) -> str:
    if status == 401:
        return "; is the token one of the API's, with the role hub?"
    if status == 403:
        return "; is the token for this hub?"
    return "; is the url the decision API's root?" if status in (301, 302, 303, 307, 308, 404, 405) else ""


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 300 else shown[:299] + "…"
