import tempfile
import unittest
from pathlib import Path

import package  # noqa: F401
from hubmeter_jupyterhub.amounts import Basis
from hubmeter_jupyterhub.settings import Settings, SettingsUnusable


class SettingsTest(unittest.TestCase):
    def test_defaults_are_those_of_the_readme(self):
        settings = Settings.of(url="http://api:8080/", token="hm_x")
        self.assertEqual(settings.url, "http://api:8080")
        self.assertEqual(settings.token.value, "hm_x")
        self.assertIsNone(settings.hub)
        self.assertTrue(settings.permit_unreachable)
        self.assertEqual((settings.connect_timeout_s, settings.request_timeout_s), (1, 3))
        self.assertEqual(settings.resources, {"nvidia.com/gpu": "gpu", "amd.com/gpu": "gpu"})
        self.assertEqual(settings.basis, {})
        self.assertFalse(settings.show_in_profiles)

    def test_every_problem_is_told_at_once(self):
        with self.assertRaises(SettingsUnusable) as raised:
            Settings.of(
                url="api:8080",
                token=None,
                hub="a/b",
                unreachable="open",
                connect_timeout=0,
                request_timeout=True,
                ca_file="/nowhere/ca.pem",
                resources={"x.com/y": "Upper"},
                basis={"memory": "both"},
                sizes={"large": {"memory": "4GiB"}},
                quota_page="javascript:alert(1)",
            )
        message = str(raised.exception)
        for part in (
            "url: found 'api:8080', expected http://",
            "token, token_file: found none, expected one of them",
            "hub: found 'a/b', expected",
            "unreachable: found 'open', expected 'permit' or 'deny'",
            "connect_timeout: found 0, expected seconds",
            "request_timeout: found True, expected seconds",
            "ca_file '/nowhere/ca.pem': ",
            "resources['x.com/y']: found 'Upper'",
            "basis['memory']: found 'both', expected 'requests' or 'limits' or 'larger'",
            "sizes['large']['memory']: found '4GiB'",
            "quota_page: found 'javascript:alert(1)'",
        ):
            self.assertIn(part, message)

    def test_sizes_in_the_form_need_the_name_of_the_hub(self):
        with self.assertRaisesRegex(SettingsUnusable, "hub: found None, expected the name of this hub"):
            Settings.of(url="http://api", token="hm_x", show_in_profiles=True)

    def test_the_token_may_be_in_a_file(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "token")
            file.write_text("hm_y\n")
            self.assertEqual(Settings.of(url="http://api", token_file=str(file)).token.value, "hm_y")
            for content in ("", "two words", "ümlaut"):
                file.write_text(content)
                with self.assertRaisesRegex(SettingsUnusable, "not shown"):
                    Settings.of(url="http://api", token_file=str(file))
        with self.assertRaisesRegex(SettingsUnusable, "No such file"):
            Settings.of(url="http://api", token_file=str(file))

    def test_no_message_and_no_repr_shows_the_token(self):
        self.assertNotIn("secret", repr(Settings.of(url="http://api", token="secret")))
        with self.assertRaises(SettingsUnusable) as raised:
            Settings.of(url="http://api", token="secret\nX-Header: 1")
        self.assertNotIn("secret", str(raised.exception))

    def test_bases_are_read(self):
        settings = Settings.of(url="http://api", token="x", basis={"memory": "larger"})
        self.assertEqual(settings.basis, {"memory": Basis.LARGER})
