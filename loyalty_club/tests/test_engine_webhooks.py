"""News between computers of partners: signatures, pauses, and that both sides end alike whatever is lost or late."""

from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..engine.coalition import (
    AVAILABLE,
    CANCELLED,
    DISPUTED,
    EXPIRED,
    ISSUED,
    OURS,
    REDEEMED,
    THEIRS,
    may_move,
)
from ..engine.webhooks import (
    ASK,
    CANCEL,
    DISPUTE,
    EXPIRE,
    MAX_AGE,
    REDEEM,
    SETTLE,
    STATES,
    TAKE_BACK,
    News,
    get_pause,
    get_steps,
    is_signed,
    read_news,
    sign,
)
from .property import examples

GOOD = {"code": "A", "state": "issued", "changed_at": "2026-05-01T10:00:00.5Z", "direction": "ours"}
TARGETS = {REDEEM: REDEEMED, TAKE_BACK: ISSUED, EXPIRE: EXPIRED, CANCEL: CANCELLED, DISPUTE: DISPUTED, SETTLE: REDEEMED}

SIDES = st.sampled_from((OURS, THEIRS))


def news(state, **values):
    return News("A", "offer", False, state, datetime(2026, 5, 1), **values)


@tagged("post_install", "-at_install")
class TestEngineWebhooks(BaseCase):
    def test_signature_is_of_secret_time_and_body(self):
        signature = sign("secret", 1000, "{}")
        self.assertTrue(is_signed("secret", "1000", "{}", signature, 1000))
        self.assertTrue(is_signed("secret", "1000", "{}", signature, 1000 + MAX_AGE))
        for secret, timestamp, body, given_signature, now in (
            ("other", "1000", "{}", signature, 1000),
            ("", "1000", "{}", sign("", 1000, "{}"), 1000),
            ("secret", "1001", "{}", signature, 1000),
            ("secret", "1000", "{ }", signature, 1000),
            ("secret", "1000", "{}", signature, 1001 + MAX_AGE),
            ("secret", "1000", "{}", signature, 999 - MAX_AGE),
            ("secret", "1000", "{}", "", 1000),
            ("secret", "1000", "{}", "v1=é", 1000),
            ("secret", "", "{}", signature, 1000),
            ("secret", "١٠٠٠", "{}", signature, 1000),
            ("secret", "-1", "{}", sign("secret", -1, "{}"), 1),
        ):
            self.assertFalse(is_signed(secret, timestamp, body, given_signature, now), (timestamp, body, now))

    def test_pauses_grow_and_end(self):
        pauses = [get_pause(attempts) for attempts in range(1, 8)]
        self.assertEqual(pauses[0], timedelta(minutes=1))
        self.assertEqual(pauses[5], timedelta(days=1))
        self.assertIsNone(pauses[6])
        self.assertEqual(pauses[:6], sorted(pauses[:6]))

    def test_reading(self):
        found = read_news({**GOOD, "amount": 12.35, "expires_on": "2026-06-01", "order": None, "disputed_by": "us"})
        self.assertEqual(found.changed_at, datetime(2026, 5, 1, 10, 0, 0, 500000))
        self.assertEqual((found.amount, found.order, found.is_ours), (Decimal("12.35"), "", False))
        self.assertTrue(found.is_disputed_there)
        self.assertTrue(read_news({**GOOD, "direction": "yours"}).is_ours)
        self.assertEqual(read_news({**GOOD, "changed_at": "2026-05-01T12:00:00+02:00"}).changed_at.hour, 10)

    def test_what_cannot_be_read_is_refused(self):
        for wrong in (
            None,
            [],
            {**GOOD, "code": ""},
            {**GOOD, "code": 7},
            {**GOOD, "code": "a\0b"},
            {**GOOD, "code": "a" * 201},
            {**GOOD, "state": "gone"},
            {**GOOD, "state": ["issued"]},
            {**GOOD, "changed_at": None},
            {**GOOD, "changed_at": "yesterday"},
            {**GOOD, "changed_at": "0001-01-01T00:00:00+14:00"},
            {**GOOD, "expires_on": "2026-02-30"},
            {**GOOD, "amount": -1},
            {**GOOD, "amount": True},
            {**GOOD, "amount": "many"},
            {**GOOD, "amount": float("nan")},
            {**GOOD, "amount": 1e300},
            {**GOOD, "amount": {}},
        ):
            with self.subTest(wrong), self.assertRaises(ValueError):
                read_news(wrong)

    def test_the_shop_says_what_became_of_a_coupon(self):
        for state, told, steps in (
            (ISSUED, REDEEMED, (REDEEM,)),
            (EXPIRED, REDEEMED, (REDEEM,)),
            (REDEEMED, ISSUED, (TAKE_BACK,)),
            (REDEEMED, CANCELLED, (TAKE_BACK, CANCEL)),
            (CANCELLED, REDEEMED, (ASK,)),
            (AVAILABLE, REDEEMED, (ASK, CANCEL)),
        ):
            self.assertEqual(get_steps(THEIRS, state, news(told)), steps)
            ours = (CANCEL,) if (state, told) == (ISSUED, CANCELLED) else ()
            self.assertEqual(get_steps(OURS, state, news(told)), ours)
        self.assertEqual(get_steps(OURS, ISSUED, news(CANCELLED)), (CANCEL,))

    def test_disputes_end_when_who_began_them_says_so(self):
        theirs = news(DISPUTED, is_disputed_there=True)
        self.assertEqual(get_steps(OURS, REDEEMED, theirs), (DISPUTE,))
        self.assertEqual(get_steps(THEIRS, ISSUED, theirs), (REDEEM, DISPUTE))
        self.assertEqual(get_steps(OURS, ISSUED, theirs), (), "we know that it was not used")
        self.assertEqual(get_steps(OURS, REDEEMED, news(DISPUTED)), (), "our own dispute comes back")
        self.assertEqual(get_steps(OURS, DISPUTED, news(REDEEMED)), ())
        self.assertEqual(get_steps(OURS, DISPUTED, news(REDEEMED), is_disputed_by_partner=True), (SETTLE,))
        self.assertEqual(get_steps(THEIRS, DISPUTED, news(CANCELLED), is_disputed_by_partner=True), (ASK,))

    @examples(300)
    @given(
        st.sampled_from((OURS, THEIRS)), st.sampled_from(STATES), st.sampled_from(STATES), st.booleans(), st.booleans()
    )
    def test_steps_are_moves_that_exist_and_lead_to_what_was_told(
        self, direction, state, told, is_there, is_by_partner
    ):
        now, told_news = state, news(told, is_disputed_there=is_there)
        for step in get_steps(direction, state, told_news, is_disputed_by_partner=is_by_partner):
            if step == ASK:
                return
            target = TARGETS[step]
            self.assertTrue(target == now or may_move(now, target), (state, told, step))
            now = target
        if direction == THEIRS and DISPUTED not in (state, told) and AVAILABLE not in (state, told):
            self.assertIn(now, (told, EXPIRED, CANCELLED))
