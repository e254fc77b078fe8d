"""What partners tell of coupons: believed when it is signed, done once, in whatever order it comes."""

import json
import time
from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.loyalty_club.engine.webhooks import read_news, sign

from .common import ClubCase
from .exchange_case import ExchangeCase, ExchangeMixin


@tagged("post_install", "-at_install")
class TestCoalitionNews(ExchangeCase):
    def give(self, *codes):
        self.add_codes(*codes, offer=self.remote)
        coupons = [self.remote._give(self.ada) for _code in codes]
        return coupons[0].concat(*coupons[1:])

    def get_moment(self, minutes):
        return (self.env.cr.now() + timedelta(minutes=minutes)).isoformat() + "Z"

    def use(self, code="X1", order="S1", minutes=0, **values):
        return self.tell(code=code, state="redeemed", order=order, **{"amount": 80, "discount": 8, **values},
                         changed_at=self.get_moment(minutes))  # fmt: skip

    def test_used_changed_and_refunded(self):
        coupon = self.give("X1")
        self.use(redeemed_at=self.get_moment(-30))
        self.assertEqual((coupon.state, coupon.order_ref, coupon.order_amount), ("redeemed", "S1", 80))
        self.assertEqual(coupon.redeemed_at, (self.env.cr.now() - timedelta(minutes=30)).replace(microsecond=0))
        self.use(minutes=1, amount=60)
        self.use(minutes=2, amount=60)
        self.assertEqual((coupon.order_amount, coupon.movement_ids.mapped("amount")), (60, [5]))
        self.tell(state="issued", changed_at=self.get_moment(3))
        self.assertEqual((coupon.state, coupon.amount), ("issued", 0))
        self.assertFalse(self.get_deliveries(), "the partner knows all that")

    def test_known_news_change_nothing_and_are_no_change_for_the_partner(self):
        coupon = self.give("X1")
        self.assertEqual(self.use()["changed"], 1)
        self.env.flush_all()
        written = coupon.write_date
        with self.at(str(self.env.cr.now() + timedelta(minutes=5))[:19]):
            self.assertEqual(self.use(minutes=1)["changed"], 0)
            self.env.flush_all()
        coupon.invalidate_recordset()
        self.assertEqual(coupon.write_date, written)
        self.assertGreater(coupon.news_at, written)

    def test_old_news_are_no_news(self):
        coupon = self.give("X1")
        self.use(minutes=0)
        self.tell(state="issued", changed_at=self.get_moment(2))
        self.use(minutes=1)
        self.assertEqual(coupon.state, "issued")

    def test_used_again_for_another_order(self):
        coupon = self.give("X1")
        self.use()
        self.use(order="S2", minutes=1, amount=20)
        self.assertEqual((coupon.order_ref, coupon.amount), ("S2", 5))
        self.assertEqual(sorted(coupon.movement_ids.mapped("amount")), [-5, 5, 5])

    def test_cancelled_there_gives_points_back_and_asks_nobody(self):
        self.remote.points = 40
        coupon = self.give("X1")
        self.assertEqual(self.ada.points, 60)
        with self.play() as partner:
            self.tell(state="cancelled")
        self.assertEqual((coupon.state, self.ada.points, partner.asked), ("cancelled", 100, []))
        self.use(minutes=1)
        self.assertEqual(coupon.state, "cancelled")
        self.assertEqual(self.coalition.activity_ids.mapped("summary"), ["Coupon X1: talk to the partner"])

    def test_a_code_that_was_used_before_anybody_got_it(self):
        """Somebody else had it; no member gets it, nothing is settled, and staff hears of it."""
        self.theirs.limit_per_member = 0
        first, _second = self.add_codes("X1", "X2", offer=self.theirs)
        self.use(offer=self.theirs.reference)
        self.assertEqual((first.state, first.amount), ("cancelled", 0))
        self.assertEqual(self.coalition.activity_ids.mapped("summary"), ["Coupon X1: talk to the partner"])
        self.assertIn("“Available” here and “Used”", self.coalition.activity_ids.note)
        self.assertEqual(self.theirs._give(self.ada).code, "X2")
        self.assertEqual(self.coalition.untold_count, 0, "the partner knows")

    def test_a_list_of_used_codes_is_no_flood_of_activities(self):
        codes = [f"X{number}" for number in range(30)]
        self.add_codes(*codes, offer=self.theirs)
        told = {"state": "redeemed", "order": "S1", "offer": self.theirs.reference}
        with mute_logger("odoo.addons.loyalty_club.models.coalition.exchange.coalition_coupon"):
            self.coalition._apply_news([read_news(self.get_coupon_values(code, **told)) for code in codes])
        self.assertEqual(set(self.theirs.coupon_ids.mapped("state")), {"cancelled"})
        self.assertEqual(len(self.coalition.activity_ids), 20)

    def test_of_our_coupons_the_partner_says_only_who_has_them(self):
        coupon, other = self.ours._issue(count=2)
        told = {"direction": "yours", "offer": "whatever they call it", "code": coupon.code}
        self.tell(**told, state="redeemed", order="T1", amount=1000)
        self.assertEqual((coupon.state, coupon.amount, coupon.customer_ref), ("issued", 0, "c"))
        self.tell(**told, state="cancelled", changed_at=self.get_moment(1))
        self.assertEqual((coupon.state, coupon.card_id.active), ("cancelled", False))
        other._redeem("S1", 50, 5)
        self.tell(**{**told, "code": other.code}, state="cancelled")
        self.assertEqual((other.state, other.amount), ("redeemed", -5))

    def test_disputes(self):
        ours, theirs = self.ours._issue(), self.give("X1")
        ours._redeem("S1", 50, 5)
        told = {"direction": "yours", "code": ours.code}
        self.tell(**told, state="disputed", disputed_by="us")
        self.assertEqual((ours.state, ours.is_disputed_there), ("disputed", True))
        self.assertEqual(ours._get_public()["disputed_by"], "you")
        self.tell(**told, state="redeemed", changed_at=self.get_moment(1))
        self.assertEqual((ours.state, ours.is_disputed_there), ("redeemed", False))
        self.use()
        theirs._move_to("disputed")
        self.assertEqual(theirs._get_public()["disputed_by"], "us")
        self.use(minutes=1)
        self.assertEqual(theirs.state, "disputed", "we dispute it, so we end it")
        self.tell(state="cancelled", changed_at=self.get_moment(2))
        self.assertEqual(theirs.state, "disputed", "staff decides")
        events = self.get_deliveries().sorted("id").mapped("event")
        self.assertEqual(events, ["redeemed", "disputed"], "what we were told is not told back")

    def test_other_money(self):
        self.coalition.currency_id.active = True
        other = self.env["res.currency"].with_context(active_test=False).search(
            [("id", "!=", self.coalition.currency_id.id)], limit=2
        )  # fmt: skip
        other[0].active, other[1].active = True, False
        self.env["res.currency.rate"].create(
            {"currency_id": other[0].id, "rate": 4, "name": "2020-01-01", "company_id": self.env.company.id}
        )
        first, second = self.give("X1", "X2")
        self.use(currency=other[0].name, amount=80)
        self.assertEqual(first.order_amount, 20)
        result = self.use(code="X2", currency=other[1].name)
        self.assertEqual((second.state, result["changed"]), ("issued", 0))
        self.assertIn("activate that currency", result["problems"][0])

    def test_codes_that_are_not_ours_to_know(self):
        self.give("X1")
        stranger = self.env["loyalty.coalition.partner"].create(
            {"partner_id": self.make_partner("Opera", is_company=True).id, "program_id": self.club.id}
        )
        news = [self.get_coupon_values(state="redeemed", order="S1")]
        answer = self.env["loyalty.coalition.news"]._receive(
            stranger, {"id": "1", "event": "redeemed", "coupons": news}
        )
        self.assertEqual(answer["unknown"], ["X1"])
        self.assertEqual(self.remote.coupon_ids.state, "issued")
        self.assertEqual(self.tell(offer="another offer of theirs", state="cancelled")["unknown"], ["X1"])
        self.assertEqual(self.tell(direction="yours", state="cancelled")["unknown"], ["X1"])

    def test_as_many_queries_for_one_coupon_as_for_many(self):
        codes = [f"X{number}" for number in range(20)]
        self.remote.limit_per_member = 0
        self.give(*codes)
        counts = []
        for some in (codes[:1], codes[:1], codes):
            news = [self.get_coupon_values(code) for code in some]
            message = {"id": str(uuid4()), "event": "issued", "coupons": news}
            receive = self.env["loyalty.coalition.news"]._receive
            counts.append(self.count_queries(receive, self.coalition, message))
        self.assertEqual(counts[1], counts[2])


@tagged("post_install", "-at_install")
class TestCoalitionHook(ExchangeMixin, ClubCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_exchange()
        cls.ada = cls.make_member(cls.club, points=100)
        cls.add_codes("X1", offer=cls.remote)
        cls.coupon = cls.remote._give(cls.ada)
        cls.path = f"/loyalty_club/coalition/hook/{cls.coalition.hook_token}"

    def post(self, message, *, path=None, secret=None, age=0, headers=None):
        body = message if isinstance(message, str) else json.dumps(message)
        timestamp = int(time.time()) - age
        signed = {
            "Content-Type": "application/json",
            "Club-Timestamp": str(timestamp),
            "Club-Signature": sign(secret or self.coalition.hook_secret, timestamp, body),
        }
        self.env.flush_all()
        answer = self.url_open(path or self.path, data=body.encode(), headers=signed | (headers or {}))
        self.env.invalidate_all()
        return answer

    def get_message(self, **values):
        values = {"state": "redeemed", "order": "S1", "amount": 80, **values}
        return {"id": str(uuid4()), "event": "redeemed", "coupons": [self.get_coupon_values(**values)]}

    def test_a_signed_message_is_done_once(self):
        message = self.get_message()
        answer = self.post(message)
        self.assertEqual((answer.status_code, answer.json()), (200, {"result": "done", "changed": 1, "unknown": []}))
        self.assertEqual((self.coupon.state, self.coupon.amount), ("redeemed", 5))
        self.coupon._take_back()
        self.assertEqual(self.post(message).json(), {"result": "known"})
        self.assertEqual(self.coupon.state, "issued")
        received = self.env["loyalty.coalition.news"].search([("coalition_id", "=", self.coalition.id)])
        self.assertEqual((len(received), received.changed_count, received.event), (1, 1, "redeemed"))

    def test_forged_messages_do_nothing(self):
        message = self.get_message()
        for options, status in (
            ({"secret": "their-secret"}, 401),
            ({"secret": "x"}, 401),
            ({"age": 301}, 401),
            ({"age": -400}, 401),
            ({"headers": {"Club-Signature": ""}}, 401),
            ({"headers": {"Club-Timestamp": "1"}}, 401),
            ({"path": "/loyalty_club/coalition/hook/x"}, 404),
            ({"path": "/loyalty_club/coalition/hook/False"}, 404),
        ):
            with self.subTest(options):
                answer = self.post(message, **options)
                self.assertEqual(answer.status_code, status)
                self.assertTrue(answer.json()["error"]["code"])
        self.assertEqual(self.coupon.state, "issued")
        self.coalition.action_renew_hook()
        self.assertEqual(self.post(message).status_code, 404, "the old address is void")

    def test_messages_that_are_none(self):
        for message in (" ", "[]", "{", "[" * 50000, '{"id": 1}', '{"id": "1", "event": "x", "coupons": [7]}',
                        {**self.get_message(), "id": "a\0"}, {**self.get_message(), "coupons": [{}] * 501},
                        self.get_message(state="?"), self.get_message(amount=-1)):  # fmt: skip
            with self.subTest(str(message)[:60]):
                self.assertEqual(self.post(message).status_code, 400)
        self.assertEqual(self.coupon.state, "issued")
        self.assertFalse(self.env["loyalty.coalition.news"].search([("coalition_id", "=", self.coalition.id)]))
        answer = self.post("x" * ((1 << 20) + 1))
        self.assertEqual(answer.status_code, 413)

    def test_what_was_not_understood_may_be_told_again(self):
        message = self.get_message()
        with patch.object(self.env.registry["loyalty.coalition.partner"], "_apply_news", side_effect=ValueError("?")):
            self.assertEqual(self.post(message).status_code, 400)
        self.assertEqual(self.post(message).json()["result"], "done")

    def test_what_could_not_be_done_is_on_record(self):
        answer = self.post(self.get_message(currency="XXQ"))
        self.assertEqual((answer.status_code, answer.json()["changed"]), (200, 0))
        received = self.env["loyalty.coalition.news"].search([("coalition_id", "=", self.coalition.id)])
        self.assertIn("XXQ", received.problem)

    def test_contracts_that_are_over_hear_news(self):
        self.coalition.action_end()
        self.coalition.active = False
        self.post(self.get_message())
        self.assertEqual(self.coupon.state, "redeemed")
