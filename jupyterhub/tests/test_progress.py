import unittest

import package  # noqa: F401
from hubmeter_jupyterhub.progress import FETCHING, FILES_FAILED, HAS_PLACE, NEW_MACHINE, NO_ROOM, STARTING, translated


class ProgressTest(unittest.TestCase):
    def test_what_kubernetes_says_becomes_plain(self):
        for message, plain in {
            "pod triggered scale-up: [{aws/pool-1 3->4 (max: 10)}]": NEW_MACHINE,
            "Launching new nodes by scaling up the cluster": NEW_MACHINE,
            "pod didn't trigger scale-up: 1 max node group size reached": NO_ROOM,
            "0/3 nodes are available: 3 Insufficient memory. preemption: 0/3 nodes are available.": NO_ROOM,
            "No existing nodes are currently able to run your server": NO_ROOM,
            "Successfully assigned jhub/jupyter-alice to node-1": HAS_PLACE,
            "A node (node-1) has been found to run your server": HAS_PLACE,
            'Pulling image "quay.io/jupyter/scipy-notebook:latest"': FETCHING,
            "Pulling scipy image for the notebook container": FETCHING,
            'Container image "x" already present on machine': STARTING,
            'Successfully pulled image "x" in 3m (3m including waiting)': STARTING,
            "Created container notebook": STARTING,
            "Started the notebook container": STARTING,
            'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) jupyter-alice': FILES_FAILED,
        }.items():
            for text in (message, f"2026-11-01T12:00:00Z [Normal] {message}", f"2026-11-01T12:00:00Z ℹ️ {message}"):
                self.assertEqual(translated({"progress": 30, "message": text})["message"], plain, text)

    def test_the_reason_of_the_event_decides_first(self):
        event = {"message": "?", "raw_event": {"reason": "TriggeredScaleUp"}}
        self.assertEqual(translated(event)["message"], NEW_MACHINE)

    def test_the_original_stays_to_be_opened_and_is_escaped(self):
        event = {
            "progress": 30,
            "message": 'Pulling image "<img src=x onerror=alert(1)>"',
            "html_message": "<b>other</b>",
            "raw_event": {"reason": "Pulling"},
        }
        shown = translated(event)
        self.assertEqual(shown["progress"], 30)
        self.assertEqual(
            shown["html_message"],
            FETCHING + " <details><summary>details</summary>"
            "Pulling image &quot;&lt;img src=x onerror=alert(1)&gt;&quot;</details>",
        )

    def test_everything_else_stays_as_it_is(self):
        for event in (
            {"progress": 50, "message": "Spawning server..."},
            {"progress": 50, "message": "Started cleaning up the home of alice"},
            {"progress": 60},
            {"html_message": "<b>x</b>"},
            {"message": None},
            {"message": "x", "raw_event": "Pulling"},
            {"message": "", "raw_event": {}},
        ):
            self.assertIs(translated(event), event)
