import asyncio
import unittest
from unittest import mock

import package  # noqa: F401
from decision_api import DENIED, PERMITTED, TOKEN, DecisionApi, decision
from hubmeter_jupyterhub import setup
from hubmeter_jupyterhub.quota import UNCHECKED, UNCHECKED_REFUSED, Quota
from hubmeter_jupyterhub.settings import Settings
from hubmeter_jupyterhub.spawner import QuotaSpawner, with_quota
from jupyterhub.app import JupyterHub
from spawners import KubeLikeSpawner, NoSpawner, make
from traitlets.config import Config
from tornado import web


class Hooked(NoSpawner):
    """A class with a way of its own."""

    async def run_pre_spawn_hook(self):
        self.seen = ["class"]
        if self.pre_spawn_hook:
            self.pre_spawn_hook(self)


class Eventful(NoSpawner):
    async def progress(self):
        yield {"progress": 30, "message": 'Pulling image "x"'}
        yield {"progress": 50, "message": "Spawning server..."}


class SpawnerTest(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        self.api = DecisionApi()
        self.addCleanup(self.api.close)

    def quota(self, **settings):
        return Quota(Settings.of(**{"url": self.api.url, "token": TOKEN, **settings}))

    def spawner(self, base=NoSpawner, configured=None, settings=None, **kwargs):
        return make(with_quota(base, self.quota(**settings or {})), configured=configured, **kwargs)

    async def test_hooks_that_are_there_run_first(self):
        def sync_hook(spawner):
            spawner.environment["hook"] = len(self.api.asked)

        async def async_hook(spawner):
            await asyncio.sleep(0)
            sync_hook(spawner)

        for hook in (sync_hook, async_hook):
            for section in ("Spawner", "NoSpawner"):
                self.api.asked.clear()
                spawner = self.spawner(configured={section: {"pre_spawn_hook": hook}})
                await spawner.run_pre_spawn_hook()
                self.assertEqual(spawner.environment["hook"], 0)
                self.assertEqual(len(self.api.asked), 1)

    async def test_a_class_with_a_hook_of_its_own_keeps_it(self):
        spawner = self.spawner(Hooked, {"Hooked": {"pre_spawn_hook": lambda s: s.seen.append("configured")}})
        await spawner.run_pre_spawn_hook()
        self.assertEqual(spawner.seen, ["class", "configured"])
        self.assertEqual(len(self.api.asked), 1)

    async def test_a_hook_that_fails_is_the_end_and_nothing_is_asked(self):
        def fail(spawner):
            raise RuntimeError("broken")

        spawner = self.spawner(configured={"Spawner": {"pre_spawn_hook": fail}})
        with self.assertRaisesRegex(RuntimeError, "broken"):
            await spawner.run_pre_spawn_hook()
        self.assertEqual(self.api.asked, [])

    async def test_what_an_earlier_hook_sets_counts(self):
        def bigger(spawner):
            spawner.mem_guarantee = "8G"

        spawner = self.spawner(KubeLikeSpawner, {"Spawner": {"pre_spawn_hook": bigger}})
        await spawner.run_pre_spawn_hook()
        self.assertEqual(self.api.asked[0]["resources"]["memory"], str(8 * 2**30))
        self.assertEqual(spawner.mem_guarantee, 8 * 2**30)

    async def test_one_start_is_one_call(self):
        configured = {"KubeLikeSpawner": {"profile_list": lambda s: [{"display_name": "One"}]}}
        spawner = self.spawner(KubeLikeSpawner, configured, {"show_in_profiles": True, "hub": "campus"})
        await spawner.run_pre_spawn_hook()
        await spawner.start()
        self.assertEqual((len(self.api.asked), self.api.evaluations), (1, []))

    async def test_what_is_left_is_the_first_progress(self):
        spawner = self.spawner(Eventful, settings={"quota_page": "/services/quota/"})
        await spawner.run_pre_spawn_hook()
        events = [event async for event in spawner.progress()]
        self.assertEqual(
            events[0],
            {
                "progress": 5,
                "message": PERMITTED,
                "html_message": PERMITTED + ' <a href="/services/quota/">My quota</a>',
            },
        )
        messages = [event["message"] for event in events[1:]]
        self.assertEqual(messages, ["Fetching the software for your server.", "Spawning server..."])

    async def test_progress_waits_for_the_hook_and_each_spawn_has_its_own(self):
        hooked = asyncio.Event()
        spawner = self.spawner(configured={"Spawner": {"pre_spawn_hook": lambda s: hooked.wait()}})

        async def first():
            async for event in spawner.progress():
                return event["message"]

        for sentence in ("One.", "Two."):
            self.api.decide = lambda q: decision(q, sentence=sentence)
            spawner._spawn_future = asyncio.get_running_loop().create_future()
            pages = [asyncio.ensure_future(first()) for _ in range(3)]
            await asyncio.sleep(0)
            pages[0].cancel()
            hook = asyncio.ensure_future(spawner.run_pre_spawn_hook())
            hooked.set()
            await hook
            self.assertEqual(await asyncio.gather(*pages[1:]), [sentence, sentence])
            self.assertEqual(await first(), sentence)
            hooked.clear()

    async def test_progress_goes_on_without_a_sentence_if_the_hook_fails(self):
        spawner = self.spawner(configured={"Spawner": {"pre_spawn_hook": lambda s: 1 / 0}})
        with self.assertRaises(ZeroDivisionError):
            await spawner.run_pre_spawn_hook()
        self.assertEqual([e["message"] async for e in spawner.progress()], ["Spawning server..."])

    async def test_a_denial_is_403_with_the_sentence(self):
        self.api.decide = lambda q: decision(q, "deny")
        spawner = self.spawner()
        spawner.handler = mock.Mock()
        with self.assertRaises(web.HTTPError) as raised:
            await spawner.run_pre_spawn_hook()
        self.assertEqual((raised.exception.status_code, str(raised.exception)), (403, DENIED))
        spawner.handler.set_status.assert_called_once_with(403)

    async def test_an_unknown_is_what_the_api_makes_of_it(self):
        self.api.decide = lambda q: decision(q, "unknown", True, "Not known, but go.", "stale")
        spawner = self.spawner(settings={"unreachable": "deny"})
        await spawner.run_pre_spawn_hook()
        self.assertEqual((await spawner.progress().__anext__())["message"], "Not known, but go.")
        self.api.decide = lambda q: decision(q, "unknown", False, "Not known, so no.", "stale")
        with self.assertRaises(web.HTTPError) as raised:
            await self.spawner(settings={"unreachable": "permit"}).run_pre_spawn_hook()
        self.assertEqual(str(raised.exception), "Not known, so no.")

    async def test_unreachable_is_open_or_closed_as_configured(self):
        self.api.decide = lambda q: (503, b"{}")
        spawner = self.spawner(settings={"unreachable": "permit"})
        with self.assertLogs("hubmeter.test", "WARNING") as logs:
            await spawner.run_pre_spawn_hook()
        self.assertEqual((await spawner.progress().__anext__())["message"], UNCHECKED)
        self.assertIn("unreachable: ", logs.output[0])
        with self.assertLogs("hubmeter.test"), self.assertRaises(web.HTTPError) as raised:
            await self.spawner(settings={"unreachable": "deny"}).run_pre_spawn_hook()
        self.assertEqual((raised.exception.status_code, str(raised.exception)), (503, UNCHECKED_REFUSED))

    async def test_a_wrong_token_is_loud_and_as_unreachable(self):
        self.api.token = "hm_other"
        with self.assertLogs("hubmeter.test", "ERROR") as logs:
            await self.spawner().run_pre_spawn_hook()
        self.assertIn("MISCONFIGURED: ", logs.output[0])
        self.assertIn("found 401", logs.output[0])
        self.assertNotIn(TOKEN, logs.output[0])

    def test_lists_that_are_appended_to_are_appended_to_once(self):
        config = Config()
        config.NoSpawner.args.append("--a")
        spawner = with_quota(NoSpawner, self.quota())(config=config, _deprecated_db_session=None)
        self.assertEqual(spawner.args, ["--a"])

    def test_a_class_gets_one_quota_the_last(self):
        first, last = self.quota(), self.quota()
        twice = with_quota(with_quota(NoSpawner, first), last)
        self.assertIs(twice.hubmeter, last)
        self.assertEqual([c for c in twice.__mro__ if issubclass(c, QuotaSpawner)], [twice, QuotaSpawner])


class SetupTest(unittest.TestCase):
    def setUp(self):
        self.hub = JupyterHub.instance()
        self.addCleanup(JupyterHub.clear_instance)

    def loaded(self, before=(), after=(), command_line=None):
        """The spawner class of a hub whose file sets something before and after the call."""
        if command_line:
            self.hub.update_config(Config({"JupyterHub": {"spawner_class": command_line}}))
        c = Config()
        for value in before:
            c.JupyterHub.spawner_class = value
        setup(c, url="http://127.0.0.1:9", token="x")
        for value in after:
            c.JupyterHub.spawner_class = value
        if command_line:
            c.JupyterHub.spawner_class = command_line
        self.hub.update_config(c)
        return self.hub.spawner_class

    def test_it_does_not_matter_where_the_class_is_chosen(self):
        for where in (
            {"before": ["simple"]},
            {"after": ["simple"]},
            {"before": [NoSpawner], "after": ["jupyterhub.spawner.SimpleLocalProcessSpawner"]},
            {"command_line": "simple"},
            {"before": [NoSpawner], "command_line": "simple"},
        ):
            with self.subTest(where):
                chosen = self.loaded(**where)
                self.assertTrue(issubclass(chosen, QuotaSpawner))
                self.assertEqual(chosen.__name__, "SimpleLocalProcessSpawnerWithHubmeter")
                JupyterHub.clear_instance()
                self.hub = JupyterHub.instance()

    def test_a_hub_that_chooses_none_has_the_default(self):
        self.assertEqual(self.loaded().__name__, "LocalProcessSpawnerWithHubmeter")

    def test_a_file_that_is_read_by_another_program_has_it_too(self):
        JupyterHub.clear_instance()
        for value in ("simple", "jupyterhub.spawner.SimpleLocalProcessSpawner", None):
            c = Config()
            if value:
                c.JupyterHub.spawner_class = value
            setup(c, url="http://127.0.0.1:9", token="x")
            self.assertTrue(issubclass(c.JupyterHub.spawner_class, QuotaSpawner))
