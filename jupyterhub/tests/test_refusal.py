import asyncio
import unittest
from types import SimpleNamespace
from unittest import mock

import jupyterhub.spawner
import package  # noqa: F401
from hubmeter_jupyterhub.refusal import SpawnRefused, refusal
from tornado import web

SENTENCE = "<script>alert(1)</script> 100% & “ü”"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt; 100% &amp; “ü”"


class HubLike:
    """Counts failed spawns as JupyterHub up to 5 does."""

    def __init__(self, limit):
        self.settings = {}
        self.limit = limit
        self.aborted = False

    def spawner(self):
        # The user's settings are others than those of the application, as in the real hub.
        user = SimpleNamespace(settings={}, name="alice")
        handler = SimpleNamespace(settings=self.settings, set_status=lambda status: None)
        return SimpleNamespace(user=user, consecutive_failure_limit=self.limit, _spawn_future=None, handler=handler)

    def spawn(self, spawner, work):
        async def start():
            try:
                await work
            finally:
                spawner.handler = None

        spawner._spawn_future = asyncio.ensure_future(start())

        def track(ended):
            if ended.exception() is None:
                self.settings["failure_count"] = 0
                return
            self.settings["failure_count"] = self.settings.get("failure_count", 0) + 1
            limit = spawner.consecutive_failure_limit
            self.aborted |= bool(limit) and self.settings["failure_count"] >= limit

        spawner._spawn_future.add_done_callback(track)
        return spawner._spawn_future


class RefusalUpToFive(unittest.IsolatedAsyncioTestCase):
    def test_it_tells_the_sentence_wherever_the_hub_looks(self):
        refused = refusal(HubLike(0).spawner(), 403, SENTENCE, "/services/quota/?a=1&b=2")
        self.assertIsInstance(refused, SpawnRefused)
        refused.reason = "error"  # as the hub does
        self.assertIsNone(refused.reason)
        self.assertEqual(refused.status_code, 403)
        self.assertEqual(refused.log_message % refused.args, SENTENCE)
        self.assertEqual(str(refused), SENTENCE)
        self.assertEqual(refused.jupyterhub_message, SENTENCE)
        link = ' <a href="/services/quota/?a=1&amp;b=2">My quota</a>'
        self.assertEqual(refused.jupyterhub_html_message, ESCAPED + link)
        self.assertIsInstance(refused, web.HTTPError)

    async def test_denials_do_not_count(self):
        hub = HubLike(limit=1)

        async def deny(spawner):
            raise refusal(spawner, 403, SENTENCE, None)

        for _ in range(10):
            spawner = hub.spawner()
            await asyncio.wait([hub.spawn(spawner, deny(spawner))])
            await asyncio.sleep(0)
            self.assertEqual(spawner.consecutive_failure_limit, 1)
        self.assertEqual(hub.settings["failure_count"], 0)
        self.assertFalse(hub.aborted)

    async def test_a_denial_leaves_the_count_of_real_failures(self):
        hub = HubLike(limit=3)

        async def fail():
            raise RuntimeError("broken")

        async def deny(spawner):
            raise refusal(spawner, 403, SENTENCE, None)

        for work in ("fail", "deny", "deny", "fail", "deny"):
            spawner = hub.spawner()
            await asyncio.wait([hub.spawn(spawner, fail() if work == "fail" else deny(spawner))])
            await asyncio.sleep(0)
        self.assertEqual(hub.settings["failure_count"], 2)
        self.assertFalse(hub.aborted)
        await asyncio.wait([hub.spawn(hub.spawner(), fail())])
        self.assertTrue(hub.aborted)

    async def test_a_server_that_starts_between_the_denial_and_its_counting_changes_nothing(self):
        hub = HubLike(limit=1)
        denied = asyncio.Event()
        go_on = asyncio.Event()

        async def deny(spawner):
            refused = refusal(spawner, 403, SENTENCE, None)
            denied.set()
            await go_on.wait()  # the hub cleans up before the exception goes on
            raise refused

        async def succeed():
            pass

        spawner = hub.spawner()
        spawn = hub.spawn(spawner, deny(spawner))
        await denied.wait()
        await hub.spawn(hub.spawner(), succeed())
        go_on.set()
        await asyncio.wait([spawn])
        await asyncio.sleep(0)
        self.assertFalse(hub.aborted)
        self.assertEqual(hub.settings["failure_count"], 0)


class SpawnException(Exception):
    """A stand-in with the signature that JupyterHub 6 documents."""

    def __init__(self, message, *, reason=None, log_message=None, message_html=None, status_code=400):
        super().__init__(message)
        self.told = (message, reason, log_message, message_html, status_code)


class StrictSpawnException(SpawnException):
    """The same, should the words not have defaults."""

    def __init__(self, message, *, reason, log_message, message_html, status_code=400):
        super().__init__(
            message, reason=reason, log_message=log_message, message_html=message_html, status_code=status_code
        )


class RefusalOnSix(unittest.TestCase):
    def test_it_is_the_hubs_own_exception(self):
        for kind, reason in ((SpawnException, None), (StrictSpawnException, "Forbidden")):
            with mock.patch.object(jupyterhub.spawner, "SpawnException", kind, create=True):
                spawner = HubLike(1).spawner()
                refused = refusal(spawner, 403, SENTENCE, None)
            self.assertIs(type(refused), kind)
            self.assertEqual(refused.told, (SENTENCE, reason, SENTENCE, ESCAPED, 403))
            self.assertEqual((spawner.consecutive_failure_limit, spawner.user.settings), (1, {}))
