"""Codes of a file, where each coupon given out is settled: both sides come to the same sums."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.loyalty_club.engine.webhooks import read_news

from .exchange_case import ExchangeCase


@tagged("post_install", "-at_install")
class TestCoalitionFile(ExchangeCase):
    """Ours is a file of "Ballet Shoes"; the shop plays its side: a club of its own with the same codes in a pool."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        terms = {"terms": "issued", "terms_amount": 5}
        cls.coalition.write(terms)
        cls.manager = cls.make_user("manager")
        club = cls.make_club(name="Club of the shop")
        us = cls.env["res.partner"].create({"name": "Us", "is_company": True})
        cls.shop = cls.env["loyalty.coalition.partner"].create({"partner_id": us.id, "program_id": club.id, **terms})
        cls.shop._move_to("active")
        values = {"name": "10 %", "coalition_id": cls.shop.id, "remote_reference": cls.ours.reference}
        cls.pool = cls.env["loyalty.coalition.offer"].create({**values, "limit_per_member": 0})
        cls.member = cls.make_member(club)

    def export(self, count=3, **values):
        wizard = self.env["loyalty.coalition.export"].with_user(self.manager)
        wizard.create({"offer_id": self.ours.id, "count": count, **values}).action_export()
        coupons = self.ours.coupon_ids.sorted("id")
        self.add_codes(*coupons.mapped("code"), offer=self.pool)
        return coupons

    def tell(self, *coupons):
        """The shop tells how its coupons stand."""
        self.env.flush_all()
        return self.coalition._apply_news([read_news(coupon._get_public()) for coupon in coupons])

    def get_balances(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.coalition.balance, self.shop.balance

    def settle(self):
        nets = []
        for contract in (self.coalition, self.shop):
            settlement = contract._settle(contract._get_today())
            settlement.action_confirm()
            nets.append((settlement.net, settlement.movement_count))
        return nets

    def test_settlements_of_both_sides(self):
        ours = self.export()
        self.assertEqual((set(ours.mapped("state")), self.get_balances()), ({"issued"}, (0, 0)))
        given = [self.pool._give(self.member) for _turn in range(2)]
        self.assertEqual(self.tell(*given)["changed"], 2)
        self.assertEqual(self.tell(*given)["changed"], 0, "told twice")
        self.assertEqual(ours.mapped("is_handed_over"), [False, False, True])
        self.assertEqual(self.get_balances(), (-10, 10))
        self.assertEqual(self.settle(), [(-10, 2), (10, 2)])

    def test_terms_that_changed_in_between(self):
        ours = self.export(1)
        for contract in (self.coalition, self.shop):
            contract.terms_amount = 7
        self.tell(self.pool._give(self.member))
        self.assertEqual((ours.rate, self.get_balances()), (7, (-7, 7)))

    def test_used_before_anybody_told(self):
        ours = self.export(1)
        theirs = self.pool._give(self.member)
        ours._redeem("S1", 80, 8)
        theirs._redeem("S1", 80, 8)
        self.assertEqual(self.get_balances(), (-5, 5))
        ours._take_back()
        theirs._take_back()
        self.tell(theirs)
        self.assertEqual(self.get_balances(), (-5, 5), "whoever used it got it")

    def test_given_out_and_over(self):
        ours = self.export(1)
        theirs = self.pool._give(self.member)
        ours._move_to("expired")
        theirs._move_to("expired")
        self.tell(theirs)
        self.assertEqual(self.get_balances(), (-5, 5))

    def test_codes_that_nobody_got_are_not_settled(self):
        ours = self.export(2)
        ours[0]._move_to("expired")
        ours[1]._cancel()
        self.assertEqual(self.get_balances(), (0, 0))

    def test_without_a_computer_the_file_counts(self):
        self.coalition.write({"hook_token": False, "remote_url": False})
        ours = self.export(2)
        self.assertEqual((ours.mapped("is_handed_over"), self.get_balances()), ([False, False], (-10, 0)))

    def test_counted_by_hand(self):
        ours = self.export(2, counts="told")
        self.assertEqual(self.get_balances()[0], 0)
        step = self.env["loyalty.coalition.step"].with_user(self.manager)
        step.create({"coupon_ids": ours.ids, "step": "count", "reason": "Their list of May"}).action_do()
        self.assertEqual((self.get_balances()[0], ours[0].reason), (-10, "Their list of May"))
        with self.assertRaisesRegex(UserError, "not counted yet"):
            step.create({"coupon_ids": ours.ids, "step": "count", "reason": "again"}).action_do()
        user = self.make_user("auditor")
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            ours.with_user(user).action_count()

    def test_other_terms_ask_nothing(self):
        self.coalition.terms = "fixed"
        self.assertFalse(any(self.export(2).mapped("is_handed_over")))
