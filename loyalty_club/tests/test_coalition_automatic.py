"""Coupons of partners that members get for a tier or an order, and what becomes of them when accounts are merged."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .coalition_case import CoalitionCase
from .sale_events import SaleEvents

LOGGER = "odoo.addons.loyalty_club.models.coalition.home.automatic"


class AutomaticCase(SaleEvents, CoalitionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.make_member(cls.club, name="Ada")
        cls.job = cls.env.ref("loyalty_club.ir_cron_coalition_gifts")

    def run_job(self):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_values: 1.0):
            self.env["loyalty.coalition.offer"]._cron_give_automatic()
        self.env.invalidate_all()

    def get_coupons(self, account=None):
        account = account or self.ada
        return self.env["loyalty.coalition.coupon"].search([("account_id", "=", account.id)], order="id")

    def is_awake(self):
        found = self.env["ir.cron.trigger"].search([("cron_id", "=", self.job.id)])
        found.unlink()
        return bool(found)


PROBLEM = "The partner's computer does not answer."


@tagged("post_install", "-at_install")
class TestCoalitionTiers(AutomaticCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tiers = [
            {"program_id": cls.club.id, "name": "Bronze", "sequence": 1},
            {"program_id": cls.club.id, "name": "Silver", "sequence": 2, "min_points": 100},
        ]
        cls.silver = cls.env["loyalty.tier"].create(tiers)[1]
        cls.theirs.write({"how": "tier", "reached_tier_id": cls.silver.id, "points": 40})

    def rise(self, account=None):
        (account or self.ada)._post_points(100, "accrual", qualifying={"points": 100}, expires_on=None)

    def test_on_reaching_the_tier(self):
        self.add_codes("A1", "A2")
        self.is_awake()
        self.rise()
        self.assertTrue(self.is_awake())
        self.run_job()
        self.assertEqual((self.get_coupons().mapped("code"), self.ada.points), (["A1"], 100))
        self.run_job()
        self.assertEqual(len(self.get_coupons()), 1)
        self.theirs.limit_per_member = 0
        self.run_job()
        self.assertEqual(len(self.get_coupons()), 1, "once for the tier")

    def test_those_who_have_the_tier_already_did_not_reach_it(self):
        with self.at("2020-01-01 12:00:00"):
            self.rise()
        self.add_codes("A1")
        self.run_job()
        self.assertFalse(self.get_coupons())

    def test_codes_that_come_later(self):
        ben = self.make_member(self.club, name="Ben")
        self.add_codes("A1")
        self.rise()
        self.rise(ben)
        with mute_logger(LOGGER):
            self.run_job()
        self.assertEqual((len(self.get_coupons()), len(self.get_coupons(ben))), (1, 0))
        self.add_codes("A2")
        self.run_job()
        self.assertEqual(self.get_coupons(ben).code, "A2")

    def test_one_that_fails_stops_no_other(self):
        ben = self.make_member(self.club, name="Ben")
        self.add_codes("A1", "A2")
        self.rise()
        self.rise(ben)
        give = type(self.theirs)._give

        def fail(offer, account, **values):
            if account == self.ada:
                raise UserError(PROBLEM)
            return give(offer, account, **values)

        with patch.object(type(self.theirs), "_give", fail), mute_logger(LOGGER):
            self.run_job()
        self.assertEqual((len(self.get_coupons()), len(self.get_coupons(ben))), (0, 1))

    def test_who_left_and_whom_it_is_not_for(self):
        self.add_codes("A1", "A2")
        ben = self.make_member(self.club, name="Ben")
        self.rise()
        self.rise(ben)
        self.ada.membership_state = "left"
        self.theirs.member_domain = "[('name', '=', 'Ada')]"
        self.run_job()
        self.assertFalse(self.get_coupons() | self.get_coupons(ben))

    def test_an_offer_that_goes_to_another_club_has_its_page_there(self):
        Offer, other = self.env["loyalty.coalition.offer"], self.make_club(name="Other")
        self.assertNotIn(other.id, Offer._get_clubs_with_offers())
        self.theirs.coalition_id = self.coalition.copy({"program_id": other.id})
        self.assertIn(other.id, Offer._get_clubs_with_offers())

    def test_nothing_is_woken_up_without_such_offers(self):
        self.theirs.active = False
        self.is_awake()
        self.rise()
        self.assertFalse(self.is_awake())

    def test_merged_members(self):
        self.add_codes("A1", "A2")
        ben = self.make_member(self.club, name="Ben")
        self.rise()
        self.rise(ben)
        self.run_job()
        before = self.get_coupons() | self.get_coupons(ben)
        ben._merge_into(self.ada)
        self.assertEqual(self.get_coupons(), before)
        self.assertEqual(before[0].given_for, f"tier,{self.silver.id}")
        self.theirs.limit_per_member = 0
        self.run_job()
        self.assertEqual(len(self.get_coupons()), 2)


@tagged("post_install", "-at_install")
class TestCoalitionOrders(AutomaticCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.theirs.write({"how": "order", "order_minimum": 50, "limit_per_member": 0})
        cls.add_codes("A1", "A2", "A3")
        cls.product = cls.make_product(60.0)

    def buy(self, quantity=1, **values):
        return self.make_sale(self.ada.partner_id, [(self.product, quantity)], **values)

    def test_with_an_order(self):
        self.is_awake()
        order = self.buy()
        self.assertTrue(self.is_awake())
        self.run_job()
        self.run_job()
        self.assertEqual(self.get_coupons().mapped("given_for"), [f"sale.order,{order.id}"])
        self.make_sale(self.ada.partner_id, [(self.make_product(49.0), 1)])
        self.run_job()
        self.assertEqual(len(self.get_coupons()), 1, "too small")
        self.buy()
        self.run_job()
        self.assertEqual(len(self.get_coupons()), 2)

    def test_once_for_a_member(self):
        self.theirs.limit_per_member = 1
        self.buy()
        self.buy()
        self.run_job()
        self.run_job()
        self.assertEqual(len(self.get_coupons()), 1)

    def test_given_back(self):
        """A coupon that was not used goes with the order; one that was used stays."""
        first, second = self.buy(), self.buy()
        self.run_job()
        kept, used = self.get_coupons()
        used._redeem("S1", 10, 1)
        self.run_job()
        self.assertEqual((kept.state, used.state), ("issued", "redeemed"))
        first._action_cancel()
        self.credit(self.invoice(second))
        self.run_job()
        self.assertEqual((kept.state, used.state), ("cancelled", "redeemed"))

    def test_a_part_is_given_back(self):
        order = self.buy(2)
        self.run_job()
        invoice = self.invoice(order)
        self.credit(invoice, {order.order_line: 1})
        self.run_job()
        self.assertEqual(self.get_coupons().state, "issued", "60 are left")
        self.credit(invoice, {order.order_line: 0.5})
        self.run_job()
        self.assertEqual(self.get_coupons().state, "cancelled", "30 are left")

    def test_what_is_asked_for_later_takes_nothing_back(self):
        self.buy()
        self.run_job()
        self.theirs.order_minimum = 100
        self.run_job()
        self.assertEqual(self.get_coupons().state, "issued")

    def test_an_order_in_two_clubs_counts_in_its_own(self):
        self.make_member(self.make_club(name="Second"), partner_id=self.ada.partner_id.id)
        self.theirs.order_minimum = 100
        order = self.buy(2)
        self.run_job()
        self.assertEqual(self.get_coupons().state, "issued")
        self.credit(self.invoice(order), {order.order_line: 1})
        self.run_job()
        self.assertEqual(self.get_coupons().state, "cancelled", "60 are left")

    def test_disputed_ones_wait_for_the_decision(self):
        order = self.buy()
        self.run_job()
        coupon = self.get_coupons()
        coupon._redeem("S1", 10, 1)
        coupon._move_to("disputed")
        order._action_cancel()
        self.run_job()
        self.assertEqual(coupon.state, "disputed")

    def test_an_order_that_grows_again(self):
        """The code that was withdrawn is gone; another one comes, once, and again when that happens again."""
        self.theirs.limit_per_member = 1
        order = self.buy()
        self.run_job()
        for number, code in enumerate(("A2", "A3"), 1):
            order.order_line.price_unit = 30
            self.run_job()
            self.assertEqual(self.get_coupons().mapped("state"), ["cancelled"] * number)
            order.order_line.price_unit = 60
            self.run_job()
            self.run_job()
            self.assertEqual(self.get_coupons().mapped("state"), ["cancelled"] * number + ["issued"])
            self.assertEqual(self.get_coupons()[-1].code, code)
        self.assertEqual(self.get_coupons()[-1].given_for, f"sale.order,{order.id}")

    def test_a_used_one_is_no_reason_for_another(self):
        self.theirs.limit_per_member = 0
        order = self.buy()
        self.run_job()
        self.get_coupons()._redeem("S1", 10, 1)
        for price in (30, 60):
            order.order_line.price_unit = price
            self.run_job()
        self.assertEqual(self.get_coupons().mapped("state"), ["redeemed"])

    def test_what_staff_cancelled_stays_cancelled(self):
        self.buy()
        self.run_job()
        self.get_coupons()._cancel()
        self.run_job()
        self.assertEqual(self.get_coupons().mapped("state"), ["cancelled"])

    def test_when_orders_count_with_their_payment(self):
        self.club.earn_on = "invoice_paid"
        order = self.buy()
        self.run_job()
        self.assertFalse(self.get_coupons())
        self.pay(self.invoice(order))
        self.run_job()
        self.assertEqual(len(self.get_coupons()), 1)

    def test_contract_that_does_not_hold(self):
        self.coalition.action_suspend()
        self.buy()
        self.run_job()
        self.assertFalse(self.get_coupons())

    def test_merged_members_had_theirs(self):
        self.buy()
        self.run_job()
        given = self.get_coupons()
        cleo = self.make_member(self.club, name="Cleo")
        self.ada._merge_into(cleo)
        self.run_job()
        self.assertEqual((len(given), self.get_coupons(cleo)), (1, given))
