import unittest
from decimal import Decimal

import package  # noqa: F401
from hubmeter_jupyterhub.amounts import Basis, as_number, parse_amount
from hubmeter_jupyterhub.text import duration, duration_at_least


class AmountsTest(unittest.TestCase):
    def test_quantities_mean_what_kubernetes_means(self):
        for text, amount in {
            "500m": "0.5",
            "1.5G": "1500000000",
            "4Gi": str(4 * 2**30),
            "1e3": "1000",
            "100e-3": "0.1",
            "1E": str(10**18),
            "1Ei": str(2**60),
            "1E3": "1000",
            "2": "2",
            ".5": "0.5",
            "1181116006400m": "1181116006.4",
        }.items():
            self.assertEqual(parse_amount(text), Decimal(amount), text)

    def test_what_is_no_amount_is_none(self):
        for value in (
            "",
            "1 core",
            "-1",
            -1,
            "4GiB",
            "1e999",
            float("nan"),
            float("inf"),
            True,
            None,
            [],
            2**63,
            "8Ei",
            "1\n",
        ):
            self.assertIsNone(parse_amount(value), value)

    def test_the_basis_chooses_between_request_and_limit(self):
        one, two = Decimal(1), Decimal(2)
        self.assertEqual(Basis.REQUESTS.of(one, two), one)
        self.assertEqual(Basis.REQUESTS.of(None, two), two)
        self.assertEqual(Basis.LIMITS.of(one, two), two)
        self.assertIsNone(Basis.LIMITS.of(one, None))
        self.assertEqual(Basis.LARGER.of(two, one), two)
        self.assertEqual(Basis.LARGER.of(one, None), one)
        self.assertIsNone(Basis.LARGER.of(None, None))

    def test_numbers_are_never_less_than_the_amount(self):
        self.assertEqual(as_number(Decimal(4)), 4)
        self.assertEqual(as_number(Decimal("0.0000001")), 0.000001)


class DurationTest(unittest.TestCase):
    def test_durations_are_for_people(self):
        for seconds, text in {
            59: "less than 1 min",
            89 * 60 + 59: "89 min",
            90 * 60: "1 h 30 min",
            7 * 3600: "7 h",
            3600 * 3 + 45 * 60: "3 h 45 min",
            3600 * 10 + 59 * 60: "10 h",
            3600 * 48 - 1: "47 h",
            3600 * 48: "2 days",
            3600 * 53: "2 days 5 h",
        }.items():
            self.assertEqual(duration(seconds), text)
        self.assertEqual(duration_at_least(61), "2 min")
        self.assertEqual(duration_at_least(120), "2 min")
