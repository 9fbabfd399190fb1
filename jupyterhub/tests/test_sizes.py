import unittest
from datetime import datetime, timezone

import package  # noqa: F401
from decision_api import TOKEN, DecisionApi, evaluation, limit
from hubmeter_jupyterhub.quota import Quota
from hubmeter_jupyterhub.settings import Settings
from hubmeter_jupyterhub.sizes import note
from hubmeter_jupyterhub.spawner import with_quota
from spawners import KubeLikeSpawner, NoSpawner, make

NOW = datetime(2026, 11, 1, 12, tzinfo=timezone.utc)
PROFILES = [
    {"display_name": "Small", "slug": "s", "description": "Two GiB.", "kubespawner_override": {"mem_guarantee": "2G"}},
    {
        "display_name": "Large",
        "slug": "l",
        "kubespawner_override": {"mem_guarantee": "16G", "cpu_guarantee": lambda s: 4},
    },
]


def by_size(request):
    properties = request["resource"]["properties"]
    if properties.get("memory_gib", 0) > 8:
        return evaluation(False, 420, [limit("too-little-left", retry_at="2999-11-01T12:00:00.000Z")])
    return evaluation(True, 8880)


class SizesTest(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        self.api = DecisionApi()
        self.api.evaluate = by_size
        self.addCleanup(self.api.close)

    def spawner(self, base=KubeLikeSpawner, configured=None, **settings):
        settings = {"url": self.api.url, "token": TOKEN, "hub": "campus", "show_in_profiles": True, **settings}
        name = "ana/<ø>"
        return make(with_quota(base, Quota(Settings.of(**settings))), configured=configured, name=name)

    async def test_each_profile_says_how_long_it_may_run_in_one_call(self):
        async def profiles(spawner):
            return PROFILES

        for profile_list in (PROFILES, lambda spawner: PROFILES, profiles):
            self.api.evaluations.clear()
            spawner = self.spawner(configured={"KubeLikeSpawner": {"profile_list": profile_list}})
            self.assertTrue(spawner.options_form)  # the hub may have made the form before
            for _ in range(2):
                small, large = (await spawner.get_options_form()).split("\n")
                self.assertEqual(small, "<li>s|Small|Two GiB. Can run for 2 h 28 min.")
                self.assertTrue(
                    large.startswith("<li>l|Large|Not now: your memory quota would last 7 min only. Possible again in ")
                )
            self.assertEqual(len(self.api.evaluations), 2)
            asked = self.api.evaluations[0]
            self.assertEqual(asked["context"], {"preview": True})
            self.assertEqual(asked["subject"], {"type": "user", "id": "ana/<ø>", "properties": {"groups": ["regular"]}})
            self.assertEqual(
                [one["resource"]["properties"] for one in asked["evaluations"]],
                [{"gpu": 0, "memory_gib": 2}, {"gpu": 0, "cpu": 4, "memory_gib": 16}],
            )
            self.assertEqual(asked["evaluations"][0]["resource"]["id"], "campus/ana/<ø>/")
            self.assertIs(spawner.profile_list, profile_list) if callable(profile_list) else None
            self.assertNotIn("Can run", str(spawner.profile_list))
            self.assertEqual(self.api.problems, [])

    async def test_without_an_answer_the_form_is_as_it_was(self):
        plain = await make(
            KubeLikeSpawner, configured={"KubeLikeSpawner": {"profile_list": PROFILES}}
        ).get_options_form()
        self.api.token = "hm_other"
        for evaluate in (by_size, lambda request: {"decision": True}):
            self.api.evaluate = evaluate
            spawner = self.spawner(configured={"KubeLikeSpawner": {"profile_list": PROFILES}})
            with self.assertLogs("hubmeter.test"):
                shown = await spawner.get_options_form()
            self.assertEqual(shown.replace("Two GiB. ", "Two GiB."), plain)
            self.api.token = TOKEN

    async def test_a_profile_that_cannot_be_told_is_left_alone(self):
        profiles = [{"display_name": "Odd", "kubespawner_override": {"mem_guarantee": "lots"}}, *PROFILES]
        spawner = self.spawner(configured={"KubeLikeSpawner": {"profile_list": profiles}})
        with self.assertLogs("hubmeter.test", "WARNING"):
            odd, small, _ = (await spawner.get_options_form()).split("\n")
        self.assertEqual(odd, "<li>odd|Odd|")
        self.assertIn("Can run for", small)

    async def test_it_is_off_unless_it_is_asked_for(self):
        spawner = self.spawner(configured={"KubeLikeSpawner": {"profile_list": PROFILES}}, show_in_profiles=False)
        self.assertNotIn("Can run", await spawner.get_options_form())
        self.assertEqual(self.api.evaluations, [])

    async def test_a_form_that_is_configured_stays(self):
        configured = {"KubeLikeSpawner": {"profile_list": PROFILES, "options_form": "mine"}}
        self.assertEqual(await self.spawner(configured=configured).get_options_form(), "mine")

    async def test_any_other_form_gets_lines_above_it(self):
        async def form(spawner):
            return "<input>"

        sizes = {"<Small>": {"memory": "2Gi"}, "Large": {"memory": "16Gi", "cpu": 4}}
        for options_form in ("<input>", form):
            spawner = self.spawner(NoSpawner, {"Spawner": {"options_form": options_form}}, sizes=sizes)
            shown = await spawner.get_options_form()
            self.assertTrue(shown.endswith("</div>\n<input>"))
            self.assertIn(
                "<strong>&lt;Small&gt;</strong>: Can run for 2 h 28 min.<br><strong>Large</strong>: Not now: ", shown
            )
        one = self.spawner(NoSpawner, {"Spawner": {"options_form": "<input>", "mem_limit": "1G"}})
        self.assertIn('<div class="alert alert-info">Can run for 2 h 28 min.</div>', await one.get_options_form())

    async def test_a_hub_without_a_form_stays_without(self):
        self.assertEqual(await self.spawner(NoSpawner).get_options_form(), "")
        self.assertEqual(self.api.evaluations, [])


class NoteTest(unittest.TestCase):
    def test_each_outcome_has_its_sentence(self):
        for evaluated, sentence in (
            (evaluation(True, 8880), "Can run for 2 h 28 min."),
            (evaluation(True, None), ""),
            (evaluation(True, 60, outcome="unknown"), ""),
            (evaluation(False, 0, outcome="unknown"), ""),
            (
                evaluation(False, 0, [limit("used-up", retry_at="2026-11-02T08:24:30.000Z"), limit("used-up", False)]),
                "Not now: your memory quota is used up. Possible again in 20 h.",
            ),
            (evaluation(False, 0, [limit("used-up")]), "Not now: your memory quota is used up."),
            (
                evaluation(False, 420, [limit("too-little-left", resource="gpu"), limit()]),
                "Not now: your gpu quota would last 7 min only.",
            ),
            (evaluation(False, 0, [limit("used-up", resource="<b>")]), "Not now: your quota is used up."),
            ({"decision": False, "context": {"error": {"status": 400, "message": "?"}}}, ""),
            ({}, ""),
            (None, ""),
        ):
            self.assertEqual(note(evaluated, NOW), sentence)
