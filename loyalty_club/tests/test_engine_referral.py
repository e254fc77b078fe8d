import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests.common import BaseCase

from ..engine.codes import ALPHABET, LENGTH, new_code, show_code, tidy_code
from ..engine.referral import MOVES, Invitation, Policy, Purchase, Verdict, address_key, counted, judge, person
from .property import examples

CASES = Path(__file__).parent / "cases" / "referral.json"
INES = {"phone": "0912 111 222", "email": "ines@example.com", "address": ["12, High Street", "", "AB1 2CD", "London"]}
AT = datetime(2026, 3, 1, 12)


def person_of(id_, values):
    places = [values["address"]] if values.get("address") else values.get("addresses", ())
    return person(
        values.get("id", id_),
        values.get("account", id_),
        phone=values.get("phone", ""),
        country="98",
        email=values.get("email", ""),
        addresses=[address_key(*place) for place in places],
    )


def purchase(number, amount="100", **values):
    at = AT + timedelta(days=number)
    return Purchase(**{"ref": ("sale.order", number), "at": at, "day": at.date(), "amount": Decimal(amount), **values})


class TestReferral(BaseCase):
    def test_cases(self):
        for case in json.loads(CASES.read_text()):
            invitation = Invitation(
                referrer=person_of(1, {**INES, **case.get("referrer", {})}),
                friend=person_of(2, case.get("friend", {})),
                is_referrer_active=case.get("active", True),
                purchase=case.get("purchase", ""),
                month_count=case.get("month_count", 0),
                brought_by=frozenset(case.get("brought_by", ())),
            )
            with self.subTest(case["name"]):
                verdict = judge(invitation, Policy(**case.get("policy", {})))
                self.assertEqual(verdict, Verdict(case["reason"], tuple(case.get("suspicions", ()))))

    def test_purchases_that_count(self):
        one, two, three = purchase(1), purchase(2), purchase(3)
        small, unpaid, undone = purchase(0, "49.99"), purchase(0, is_paid=False), purchase(0, orders=0)
        free = purchase(0, "0")
        everything = [three, small, unpaid, undone, free, two, one]
        self.assertEqual(counted(everything, Decimal(50)), [one])
        self.assertEqual(counted(everything, Decimal(50), 2), [one, two])
        self.assertEqual(counted(everything, Decimal(50), 9), [one, two, three])
        self.assertEqual(counted(everything), [small])
        self.assertEqual(counted([], Decimal(50)), [])

    def test_the_first_purchase_has_a_last_day(self):
        one, two = purchase(1), purchase(20)
        self.assertEqual(counted([one, two], number=2, last_day=date(2026, 3, 2)), [one, two])
        self.assertEqual(counted([one, two], number=2, last_day=date(2026, 3, 1)), [])

    def test_the_day_is_that_of_the_purchase_not_of_its_payment(self):
        """Bought on the second day and paid on the 30th, and after one that was bought too late."""
        slow = purchase(30, day=date(2026, 3, 2))
        late = purchase(25)
        last_day = date(2026, 3, 15)
        self.assertEqual(counted([late, slow], last_day=last_day), [slow])
        self.assertEqual(counted([late, slow], number=2, last_day=last_day), [slow, late])
        self.assertEqual(counted([late], number=2, last_day=last_day), [])

    def test_states_lead_somewhere_known(self):
        self.assertEqual(set().union(*MOVES.values()) - MOVES.keys(), set())
        self.assertFalse(any(state in following for state, following in MOVES.items()))

    def test_codes(self):
        codes = {new_code() for _number in range(1000)}
        self.assertEqual(len(codes), 1000)
        self.assertEqual(set("".join(codes)), set(ALPHABET))
        self.assertEqual(len(ALPHABET) ** LENGTH, 2**80)
        self.assertEqual(tidy_code("8z3k-mq7p t5v9 hx2l"), "8Z3KMQ7PT5V9HX21")
        self.assertEqual(tidy_code("۰۱۲۳۴۵۶۷۸۹۰۱۲۳۴۵"), "0123456789012345")
        for wrong in ("", None, "U" * LENGTH, "8Z3K", "8" * 17, "8" * 100, "' OR 1=1 --"):
            self.assertIsNone(tidy_code(wrong))

    @examples(200)
    @given(st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH))
    def test_codes_are_read_as_they_are_shown(self, code):
        for typed in (code, show_code(code), show_code(code).lower(), f" {' '.join(code)} "):
            self.assertEqual(tidy_code(typed), code)
