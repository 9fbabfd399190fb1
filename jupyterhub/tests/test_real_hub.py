import html
import re
import tempfile
import threading
import unittest

import package  # noqa: F401
from decision_api import DENIED, PERMITTED, TOKEN, DecisionApi, decision, evaluation
from hubmeter_jupyterhub.progress import NEW_MACHINE
from hubmeter_jupyterhub.quota import UNCHECKED, UNCHECKED_REFUSED
from real_hub import RealHub, is_installed

DENIALS = 100

# The class is chosen after the call, and a hook is there.
CONFIG = """
from hubmeter_jupyterhub import setup
from hub_spawners import QuickSpawner

def note_it(spawner):
    open("hooked.txt", "a").write(spawner.user.name + "\\n")
    spawner.mem_limit = "4G"
    if spawner.user.name == "broken":
        raise RuntimeError("this hook is broken")

c.Spawner.pre_spawn_hook = note_it
setup(c, url={url!r}, token={token!r}, hub="campus", quota_page="/services/quota/", show_in_profiles=True,
      connect_timeout=10, request_timeout=30, unreachable={closed!r})
c.JupyterHub.spawner_class = QuickSpawner
c.Spawner.options_form = lambda spawner: "<input name=x>" if spawner.user.name.startswith("form") else ""
"""


def by_name(question):
    if "denied" in question["user"]:
        return decision(question, "deny")
    if "silent" in question["user"]:
        return 503, b"{}"
    return decision(question)


@unittest.skipUnless(is_installed(), "no jupyterhub or no configurable-http-proxy")
class RealHubTest(unittest.TestCase):
    """One hub for all; its limit of consecutive failures is 1, so that a single one that counts would end it."""

    @classmethod
    def setUpClass(cls):
        cls.api = DecisionApi(by_name)
        cls.addClassCleanup(cls.api.close)
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.hub = RealHub(cls.folder.name, CONFIG.format(url=cls.api.url, token=TOKEN, closed="permit"))
        cls.addClassCleanup(cls.hub.close)

    def tearDown(self):
        self.assertEqual(self.api.problems, [])
        self.assertTrue(self.hub.is_alive(), self.hub.log()[-5_000:])

    def start(self, user, server=""):
        self.assertIn(self.hub.api("POST", f"users/{user}")[0], (201, 409))
        return self.hub.api("POST", f"users/{user}/servers/{server}" if server else f"users/{user}/server")

    def test_a_denial_is_403_with_the_sentence_in_the_api(self):
        status, answer = self.start("denied-api", "training")
        self.assertEqual((status, answer), (403, {"status": 403, "message": DENIED}))
        asked = self.api.asked[-1]
        self.assertEqual((asked["hub"], asked["user"], asked["server"]), ("campus", "denied-api", "training"))

    def test_a_hook_that_is_there_runs_before(self):
        self.start("denied-hooked")
        with open(self.folder.name + "/hooked.txt", encoding="utf-8") as hooked:
            self.assertIn("denied-hooked\n", hooked.readlines())
        self.assertEqual(self.api.asked[-1]["resources"]["memory"], str(4 * 2**30))

    def test_a_denial_is_told_on_the_spawn_page(self):
        status, page = self.hub.browser("denied-page").get("/hub/spawn")
        self.assertEqual(status, 403)
        self.assertIn(DENIED, html.unescape(page))
        self.assertNotIn("<b>cannot</b>", page)
        self.assertNotIn("Failed to start your server", page)

    def test_a_denial_is_told_above_the_form(self):
        self.api.evaluate = lambda request: evaluation(True, 8880)
        browser = self.hub.browser("form-denied")
        _, form = browser.get("/hub/spawn")
        self.assertIn("Can run for 2 h 28 min.", form)
        status, page = browser.post("/hub/spawn", {"x": "1"})
        self.assertEqual(status, 403)
        self.assertIn("Error: " + DENIED, html.unescape(page))
        self.assertNotIn("<b>cannot</b>", page)

    def test_the_page_of_a_denied_server_tells_the_sentence_again(self):
        browser = self.hub.browser("denied-again")
        browser.get("/hub/spawn")
        status, page = browser.get("/hub/spawn-pending/denied-again")
        self.assertIn(html.escape(DENIED) + ' <a href="/services/quota/">My quota</a>', page)

    def test_what_is_left_is_told_while_the_server_starts(self):
        self.hub.api("POST", "users/slow-permitted")
        started = threading.Thread(target=self.start, args=("slow-permitted",))
        started.start()
        events = []
        while not events:  # until it is pending
            try:
                events = self.hub.progress("slow-permitted")
            except OSError:
                pass
        started.join()
        self.assertEqual(
            [e["message"] for e in events[:4]], ["Server requested", PERMITTED, NEW_MACHINE, "Spawning server..."]
        )
        self.assertIn("<details><summary>details</summary>2026-11-01T12:00:00Z [Normal] pod", events[2]["html_message"])
        self.assertIn("&lt;x&gt;", events[2]["html_message"])
        self.assertTrue(events[-1].get("ready"), events[-1])
        self.hub.api("DELETE", "users/slow-permitted/server")

    def test_an_api_that_does_not_answer_lets_servers_start_and_says_so(self):
        self.hub.api("POST", "users/slow-silent")
        started = threading.Thread(target=self.start, args=("slow-silent",))
        started.start()
        events = []
        while not events:
            try:
                events = self.hub.progress("slow-silent")
            except OSError:
                pass
        started.join()
        self.assertEqual(events[1]["message"], UNCHECKED)
        self.assertTrue(events[-1].get("ready"), events[-1])
        self.hub.api("DELETE", "users/slow-silent/server")

    def test_the_hub_survives_a_hundred_denials(self):
        self.hub.api("POST", "users", {"usernames": [f"denied{n}" for n in range(DENIALS)]})
        statuses = []

        def deny(first):
            for n in range(first, DENIALS, 4):
                statuses.append(self.hub.api("POST", f"users/denied{n}/server")[0])

        threads = [threading.Thread(target=deny, args=(first,)) for first in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(statuses, [403] * DENIALS)
        self.assertNotIn("consecutive spawn failures", self.hub.log())
        # An abort would come two seconds later; the slow one takes three.
        self.assertEqual(self.start("slow-after")[0], 201)
        self.hub.api("DELETE", "users/slow-after/server")


@unittest.skipUnless(is_installed(), "no jupyterhub or no configurable-http-proxy")
class ClosedHubTest(unittest.TestCase):
    """A hub whose servers do not start while nobody can tell, and for which real failures still count."""

    def test_an_api_that_is_away_lets_no_server_start_and_a_broken_spawner_still_ends_the_hub(self):
        with tempfile.TemporaryDirectory() as folder:
            api = DecisionApi()
            hub = RealHub(folder, CONFIG.format(url=api.url, token=TOKEN, closed="deny"))
            try:
                hub.api("POST", "users", {"usernames": ["alice", "broken"]})
                away = re.escape(api.url)
                api.close()
                for _ in range(2):
                    self.assertEqual(
                        hub.api("POST", "users/alice/server"), (503, {"status": 503, "message": UNCHECKED_REFUSED})
                    )
                self.assertRegex(hub.log(), "hubmeter: 'alice' server '': unreachable: " + away)
                # Nobody is asked about a hook that fails by itself.
                self.assertEqual(hub.api("POST", "users/broken/server")[0], 500)
                hub.wait_until_dead(30)
                self.assertIn("Aborting due to 1 consecutive spawn failures", hub.log())
            finally:
                api.close()
                hub.close()
