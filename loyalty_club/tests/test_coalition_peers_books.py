"""What the accountants of two companies of one database read: one amount, with opposite signs, in two currencies."""

from odoo.fields import Command
from odoo.tests import tagged

from .coalition_peers_case import PeersCase


@tagged("post_install", "-at_install")
class TestCoalitionPeersBooks(PeersCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.offer.write({"points": 0, "limit_per_member": 0})
        cls.contract, cls.contract_there = cls.offer.coalition_id, cls.offer_there.coalition_id

    def set_rate(self, day, rate):
        values = {"currency_id": self.crown.id, "rate": rate, "name": day, "company_id": False}
        self.env["res.currency.rate"].create(values)

    def give(self, moment="2026-01-10 12:00:00"):
        with self.at(moment):
            return self.offer._give(self.ada)

    def use(self, coupon, amount=80, moment="2026-01-12 12:00:00"):
        with self.at(moment):
            coupon.peer_id._redeem(f"ND {coupon.id}", amount, 8)

    def get_books(self, coupon):
        """(ours, theirs): what was booked, each in its own currency."""
        return tuple(sum(side.movement_ids.mapped("amount")) for side in (coupon, coupon.peer_id))

    def test_the_terms_of_whoever_gives_hold(self):
        coupon = self.give()
        self.assertEqual((coupon.terms, coupon.rate, coupon.payer), ("percent", 10, "seller"))
        self.use(coupon, 120)
        self.assertEqual(self.get_books(coupon), (3, -12))
        companies = (coupon.movement_ids.company_id, coupon.peer_id.movement_ids.company_id)
        self.assertEqual(companies, (self.env.company, self.next_door))
        currencies = (coupon.movement_ids.currency_id, coupon.peer_id.movement_ids.currency_id)
        self.assertEqual(currencies, (self.env.company.currency_id, self.crown))

    def test_each_used_coupon(self):
        self.contract_there.write({"terms": "fixed", "terms_amount": 6})
        coupon = self.give()
        self.assertEqual((coupon.rate, coupon.peer_id.rate), (1.5, 6))
        self.use(coupon)
        self.assertEqual(self.get_books(coupon), (1.5, -6))

    def test_whoever_sent_the_customer_pays(self):
        self.contract_there.write({"terms": "fixed", "terms_amount": 6, "payer": "sender"})
        coupon = self.give()
        self.use(coupon)
        self.assertEqual(self.get_books(coupon), (-1.5, 6))

    def test_each_coupon_given_out_keeps_the_rate_of_that_day(self):
        self.contract_there.write({"terms": "issued", "terms_amount": 6})
        self.set_rate("2026-01-12", 2)
        coupon = self.give()
        self.assertEqual(self.get_books(coupon), (1.5, -6))
        self.use(coupon)
        self.assertEqual((len(coupon.movement_ids), self.get_books(coupon)), (1, (1.5, -6)))

    def test_the_rate_is_that_of_the_order(self):
        self.set_rate("2026-01-12", 2)
        self.set_rate("2026-01-13", 8)
        coupon = self.give()
        self.use(coupon)
        self.assertEqual(self.get_books(coupon), (4, -8))
        with self.at("2026-01-20 12:00:00"):  # the order is changed, and disputed, when the rate is another one
            coupon.peer_id._redeem(coupon.order_ref, 40, 4)
            self.assertEqual(self.get_books(coupon), (2, -4))
            coupon._move_to("disputed")
            coupon._move_to("redeemed")
            self.assertEqual(self.get_books(coupon), (2, -4))
            coupon.peer_id._take_back()
        self.assertEqual(self.get_books(coupon), (0, 0))

    def test_the_day_is_that_of_the_shop(self):
        self.set_rate("2026-01-13", 2)
        self.contract_there.program_id.tz = "Asia/Tehran"
        coupon = self.give()
        self.use(coupon, moment="2026-01-12 23:30:00")
        self.assertEqual(self.get_books(coupon), (4, -8))

    def test_noted_on_our_side(self):
        coupon = self.give()
        with self.at("2026-01-12 12:00:00"):
            coupon._redeem("ND 5", 20, 2)
            self.assertEqual(self.get_books(coupon), (2, -8))
            coupon._redeem("ND 5", 10, 1)
        self.assertEqual(self.get_books(coupon), (1, -4))

    def make_books_there(self):
        there = {"company_ids": [Command.set(self.next_door.ids)]}
        costs, payable = self.env["account.account"].create(
            [
                {"name": "Costs", "code": "ND1", "account_type": "expense", **there},
                {"name": "Payable", "code": "ND2", "account_type": "liability_payable", **there},
            ]
        )
        self.env["account.journal"].create(
            {
                "name": "Bills",
                "code": "ND",
                "type": "purchase",
                "company_id": self.next_door.id,
                "default_account_id": costs.id,
            }
        )
        us = self.contract_there.partner_id.with_company(self.next_door)
        us.property_account_payable_id = payable

    def test_settlements_are_opposite(self):
        """Amounts that convert unevenly are uneven by less than a cent for each coupon."""
        self.set_rate("2026-01-12", 3)
        self.make_books_there()
        coupons = [self.give() for _number in range(3)]
        for coupon, amount in zip(coupons, (33.33, 99.99, 150), strict=True):
            self.use(coupon, amount)
        with self.at("2026-02-01 12:00:00"):
            day = self.contract._get_last_month_end()
            ours, theirs = (contract._settle(day) for contract in (self.contract, self.contract_there))
            for settlement in (ours, theirs):
                settlement.action_confirm()
        self.assertEqual((ours.net, theirs.net), (9.44, -28.33))
        self.assertAlmostEqual(ours.net * 3, -theirs.net, delta=0.03)
        self.assertEqual((ours.move_id.move_type, theirs.move_id.move_type), ("out_invoice", "in_invoice"))
        self.assertEqual((ours.move_id.company_id, theirs.move_id.company_id), (self.env.company, self.next_door))
        currencies = (ours.move_id.currency_id, theirs.move_id.currency_id)
        self.assertEqual(currencies, (self.contract.currency_id, self.crown))
