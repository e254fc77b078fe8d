from odoo.tests.common import tagged

from .referral_case import ReferralMixin
from .till_case import TillCase


@tagged("post_install", "-at_install")
class TestReferralTill(ReferralMixin, TillCase):
    """The code that is typed at the till is noted before the order books its points."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.member.program_id.active = False
        cls.friend = cls.make_partner("Noor Friend")

    def sell_to_friend(self, **values):
        return self.sell((self.coffee, 3), partner=self.friend, **values)

    def get_referral(self):
        return self.env["loyalty.referral"].search([("partner_id", "=", self.friend.id)])

    def get_account(self):
        return self.club._get_account(self.friend)

    def test_first_order_with_a_code(self):
        order = self.sell_to_friend(referral_code=f" {self.code.lower()} ")
        self.assertRecordValues(
            self.get_referral(),
            [{"state": "rewarded", "source": "till", "order_model": "pos.order", "order_id": order.id}],
        )
        self.assertPaid(self.card, 55)
        self.assertPaid(self.get_account(), 33)
        self.assertLedger(self.card, self.get_account())

    def test_sent_twice(self):
        ring = self.ring((self.coffee, 3), partner=self.friend, referral_code=self.code)
        self.send(ring)
        self.send(ring)
        self.env["pos.order"].search([("uuid", "=", ring["uuid"])])._book_points()
        self.assertPaid(self.card, 55)

    def test_refund(self):
        order = self.sell_to_friend(referral_code=self.code)
        self.refund(order, {order.lines: 1})
        self.assertPaid(self.card, 55)
        self.refund(order, {order.lines: 2})
        self.assertEqual(self.get_referral().state, "registered")
        self.assertPaid(self.card, 5)
        self.assertPaid(self.get_account(), 3)
        self.assertLedger(self.card)

    def test_refund_below_the_minimum(self):
        self.club.referral_min_amount = 25
        order = self.sell_to_friend(referral_code=self.code)
        self.assertPaid(self.card, 55)
        self.refund(order, {order.lines: 1})
        self.assertPaid(self.card, 5)

    def test_code_after_the_first_order(self):
        self.sell_to_friend()
        order = self.sell_to_friend(referral_code=self.code)
        self.assertEqual((self.get_referral().state, self.get_referral().reason), ("refused", "late_code"))
        self.assertIn("Code after the first purchase", order.message_ids[:1].body)
        self.assertPaid(self.card, 0)

    def test_unknown_code_stops_nothing(self):
        order = self.sell_to_friend(referral_code="NONSENSE")
        self.assertEqual(order.state, "paid")
        self.assertEqual(self.get_account().points, 30)
        self.assertIn("NONSENSE", order.message_ids[:1].body)
        self.assertFalse(self.get_referral())

    def test_code_without_a_customer(self):
        order = self.sell((self.coffee, 3), partner=False, referral_code=self.code)
        self.assertEqual(order.state, "paid")
        self.assertIn("needs a customer", order.message_ids[:1].body)

    def test_own_code_at_the_till(self):
        order = self.sell((self.coffee, 3), partner=self.card.partner_id, referral_code=self.code)
        self.assertIn("Own code", order.message_ids[:1].body)
        self.assertPaid(self.card, 0)
        self.assertEqual(self.card.points, 30)

    def test_tills_know_whether_the_club_pays_for_friends(self):
        def load():
            fields = self.club._load_pos_data_fields(self.config)
            return self.club.with_user(self.make_user("cashier", f"c{len(seen)}")).read(fields)[0]["has_referrals"]

        seen = []
        seen.append(load())
        self.club.activity_rule_ids.active = False
        seen.append(load())
        self.assertEqual(seen, [True, False])

    def test_no_queries_for_others(self):
        """Where nobody was invited, an order asks one question more than where no club pays for friends."""
        self.sell_to_friend()
        self.env.flush_all()
        order = self.sell_to_friend()
        self.env.flush_all()
        self.env.invalidate_all()
        order.partner_id.commercial_partner_id.id  # noqa: B018
        with self.assertQueryCount(1):
            self.env["loyalty.referral"].sudo()._sync_buyers(order)
        self.club.activity_rule_ids.unlink()
        self.env["loyalty.program"]._get_triggers_in_use()
        with self.assertQueryCount(0):
            self.env["loyalty.referral"].sudo()._sync_buyers(order)
