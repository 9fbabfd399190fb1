import unittest

import package  # noqa: F401
from contract import check
from hubmeter_jupyterhub.question import question
from hubmeter_jupyterhub.settings import Settings
from spawners import KubeLikeSpawner, NoSpawner, make

PROFILES = [
    {"display_name": "Small", "default": True, "kubespawner_override": {"mem_guarantee": "2G", "cpu_guarantee": 0.5}},
    {
        "display_name": "Large",
        "kubespawner_override": {
            "mem_guarantee": lambda spawner: "16G",
            "extra_resource_guarantees": {"nvidia.com/gpu": "1"},
            "extra_resource_limits": {"nvidia.com/gpu": "1"},
        },
        "profile_options": {
            "cores": {
                "display_name": "Cores",
                "choices": {
                    "two": {"display_name": "2", "default": True, "kubespawner_override": {"cpu_guarantee": 2}},
                    "eight": {"display_name": "8", "kubespawner_override": {"cpu_guarantee": 8}},
                },
            }
        },
    },
    {"display_name": "Debug", "kubespawner_override": {"environment_list": lambda s: s.environment_list + ["--debug"]}},
]


async def asked(spawner, **settings):
    body = await question(spawner, Settings.of(url="http://api", token="x", **settings))
    check("Question", body)
    return body


class QuestionTest(unittest.IsolatedAsyncioTestCase):
    async def test_a_plain_spawner_tells_its_memory_and_cpu(self):
        spawner = make(NoSpawner, "training", {"Spawner": {"mem_limit": "4G", "cpu_guarantee": 0.5, "cpu_limit": 2}})
        self.assertEqual(
            await asked(spawner, hub="campus"),
            {
                "hub": "campus",
                "user": "alice",
                "server": "training",
                "groups": ["regular"],
                # A limit stands in for a request that is missing.
                "resources": {"gpu": "0", "cpu": "0.5", "memory": str(4 * 2**30)},
            },
        )

    async def test_what_nothing_tells_is_left_out(self):
        body = await asked(make(NoSpawner))
        self.assertEqual(body["resources"], {"gpu": "0"})
        self.assertNotIn("hub", body)

    async def test_the_default_profile_counts(self):
        body = await asked(make(KubeLikeSpawner, configured={"KubeLikeSpawner": {"profile_list": PROFILES}}))
        self.assertEqual(body["resources"], {"gpu": "0", "cpu": "0.5", "memory": str(2 * 2**30)})

    async def test_the_chosen_profile_and_its_choices_count(self):
        for options, cpu in (({"profile": "large"}, "2"), ({"profile": "large", "cores": "eight"}, "8")):
            spawner = make(KubeLikeSpawner, configured={"KubeLikeSpawner": {"profile_list": PROFILES}}, options=options)
            body = await asked(spawner)
            self.assertEqual(body["resources"], {"gpu": "1", "cpu": cpu, "memory": str(16 * 2**30)})

    async def test_profiles_may_be_made_for_the_user(self):
        async def profiles(spawner):
            return [{"display_name": spawner.user.name, "kubespawner_override": {"mem_limit": "1G"}}]

        spawner = make(KubeLikeSpawner, configured={"KubeLikeSpawner": {"profile_list": profiles}})
        self.assertEqual((await asked(spawner))["resources"]["memory"], str(2**30))

    async def test_asking_leaves_the_spawner_as_it_was(self):
        """Otherwise what depends on earlier values would be there twice once the spawner applies the profile itself."""
        options = {"profile": "debug"}
        configured = {"KubeLikeSpawner": {"profile_list": PROFILES, "environment_list": ["--a"]}}
        spawner = make(KubeLikeSpawner, configured=configured, options=options)
        await asked(spawner)
        self.assertEqual(spawner.environment_list, ["--a"])
        await spawner.start()
        self.assertEqual(spawner.environment_list, ["--a", "--debug"])

        untouched = make(KubeLikeSpawner, configured=configured, options={"profile": "large"})
        await asked(untouched)
        self.assertIsNone(untouched.mem_guarantee)
        self.assertEqual(untouched.extra_resource_guarantees, {})

    async def test_an_unknown_profile_fails_as_it_would_later(self):
        spawner = make(
            KubeLikeSpawner, configured={"KubeLikeSpawner": {"profile_list": PROFILES}}, options={"profile": "x"}
        )
        with self.assertRaisesRegex(ValueError, "No such profile: x"):
            await asked(spawner)

    async def test_extended_resources_count_under_the_meters_names(self):
        extras = {
            "nvidia.com/gpu": "1",
            "amd.com/gpu": 2,
            "nvidia.com/mig-1g.5gb": "3",
            "example.com/licence": "1",
            "broken/gpu": "many",
        }
        spawner = make(KubeLikeSpawner, configured={"KubeLikeSpawner": {"extra_resource_limits": extras}})
        self.assertEqual((await asked(spawner))["resources"], {"gpu": "3"})
        names = {"nvidia.com/mig-*": "nvidia.com/mig-*", "broken/*": "broken", "nvidia.com/gpu": "gpu"}
        self.assertEqual(
            (await asked(spawner, resources=names))["resources"], {"gpu": "1", "nvidia.com/mig-1g.5gb": "3"}
        )

    async def test_the_basis_of_the_meter_counts(self):
        configured = {"Spawner": {"mem_guarantee": "1G", "mem_limit": "4G"}}
        for basis, gib in (("requests", 1), ("limits", 4), ("larger", 4)):
            body = await asked(make(NoSpawner, configured=configured), basis={"memory": basis})
            self.assertEqual(body["resources"]["memory"], str(gib * 2**30))

    async def test_names_of_any_unicode_pass(self):
        name = 'ana/ø\u202e "<script>\u0000%00😀'
        body = await asked(make(NoSpawner, "läuft", name=name, groups=["größe", "a,b"]))
        self.assertEqual((body["user"], body["server"], body["groups"]), (name, "läuft", ["größe", "a,b"]))

    async def test_nothing_that_a_user_chooses_has_the_question_refused(self):
        """Else a long name for a server would be a way around the quota of a hub that is open while nobody answers."""
        body = await asked(make(NoSpawner, "😀" * 200, groups=["", "g" * 256, "regular"]))
        self.assertEqual((body["server"], body["groups"]), ("😀" * 127, ["regular"]))
        extras = {"nvidia.com/gpu": "8E", "amd.com/gpu": "8E"}
        configured = {
            "KubeLikeSpawner": {"cpu_guarantee": 1e-9, "mem_limit": 2**63 - 1, "extra_resource_limits": extras}
        }
        body = await asked(make(KubeLikeSpawner, configured=configured))
        self.assertEqual(body["resources"], {"gpu": "1000000", "cpu": "0.000001", "memory": str(2**63 - 1)})

    async def test_more_groups_than_the_api_takes_are_left_to_the_collector(self):
        self.assertNotIn("groups", await asked(make(NoSpawner, groups=[str(n) for n in range(1001)])))
        self.assertEqual((await asked(make(NoSpawner, groups=[])))["groups"], [])
