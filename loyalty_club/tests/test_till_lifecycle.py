from unittest.mock import patch

import psycopg2.errors

from odoo.exceptions import ConcurrencyError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .till_case import TillCase


@tagged("post_install", "-at_install")
class TestTillLifecycle(TillCase):
    """What happens between the till and the books: late, twice, closed, archived, merged."""

    def points(self, card=None):
        card = card or self.member
        card.invalidate_recordset()
        return card.points

    def close(self, cash):
        self.pos_session.post_closing_cash_details(cash)
        self.pos_session.close_session_from_ui()
        self.assertEqual(self.pos_session.state, "closed")

    def test_closing_books_what_is_missing(self):
        """Orders that became paid without any of the usual calls."""
        self.sell((self.coffee, 3))
        sent = [self.ring((self.coffee, 3), state="draft") for _number in range(2)]
        orders = self.send(*[{**order, "payment_ids": []} for order in sent])
        for order in orders:
            payment = {"amount": 30.0, "payment_method_id": self.cash_pm1.id}
            order.write({"state": "paid", "payment_ids": [(0, 0, payment)]})
        self.assertEqual(self.points(), 30.0)
        missing = self.env["pos.order"]._get_missing(self.pos_session)
        self.assertEqual(missing, orders.sorted("id"))
        missing._book_missing()
        self.assertEqual(self.points(), 90.0)
        self.assertFalse(self.env["pos.order"]._get_missing(self.pos_session))
        self.assertLedger(self.member)

    def test_closing_calls_it(self):
        order = self.sell((self.coffee, 1))
        with patch.object(type(order), "_book_missing") as book:
            self.close(10.0)
        book.assert_called()

    def test_nothing_missing_costs_one_query(self):
        for count in (1, 4):
            for _number in range(count):
                self.sell((self.coffee, 1))
            self.env.flush_all()
            with self.assertQueryCount(1):
                self.env["pos.order"]._get_missing(self.pos_session)

    @mute_logger("odoo.addons.loyalty_club.models.till.pos_order_booking")
    def test_failure_does_not_stop_the_order(self):
        with patch.object(type(self.member), "_post_points_batch", side_effect=UserError("No")):
            order = self.sell((self.coffee, 3))
        self.assertEqual(order.state, "paid")
        self.assertEqual(self.differences(order), [("accrual", "failed", 0.0, 0.0)])
        self.assertEqual(self.points(), 0.0)
        self.confirm(order, 30.0, self.member.id)
        self.assertEqual(self.points(), 30.0)
        self.assertEqual(self.differences(order), [])

    def test_two_tills_open_the_same_account(self):
        """The other one was faster: the request starts over, and finds the account."""
        found = psycopg2.errors.UniqueViolation("club_account_uniq")
        sent = self.ring((self.coffee, 3), partner=self.make_partner("New"))
        with (
            patch.object(type(self.env["pos.order"]), "_open_account", side_effect=found),
            self.assertRaises(ConcurrencyError),
        ):
            self.send(sent)

    def test_confirmed_without_synchronisation_of_points(self):
        """Confirmation books an order that did not."""
        sent = self.ring((self.coffee, 3), state="draft")
        sent["payment_ids"] = []
        order = self.send(sent)
        order.write({"state": "paid", "payment_ids": [(0, 0, {"amount": 30, "payment_method_id": self.cash_pm1.id})]})
        self.assertEqual(self.points(), 0.0)
        self.confirm(order, 30.0, self.member.id)
        self.assertEqual(self.points(), 30.0)

    def test_order_of_a_closed_session(self):
        sent = self.ring((self.coffee, 3))
        self.close(0.0)
        closed = self.pos_session
        self.open_new_session()
        order = self.send(sent)
        self.assertNotEqual(order.session_id, closed)
        self.assertEqual(self.points(), 30.0)

    def test_paid_in_the_back_office(self):
        sent = self.ring((self.coffee, 3), state="draft")
        sent["payment_ids"] = []
        order = self.send(sent)
        wizard = self.env["pos.make.payment"].with_context(active_ids=order.ids, active_id=order.id)
        wizard.create({"payment_method_id": self.cash_pm1.id, "amount": 30.0}).check()
        self.assertEqual(order.state, "paid")
        self.assertEqual(self.points(), 30.0)

    def test_archived_club(self):
        sent = self.ring((self.coffee, 3), claim=self.claimed(30))
        self.club.active = False
        order = self.send(sent)
        self.assertEqual(order.state, "paid")
        self.assertEqual(self.points(), 0.0)
        self.assertEqual(self.differences(order), [("accrual", "inactive", 30.0, 0.0)])

    def test_archived_club_is_paid_with_its_points(self):
        self.member._post_points(150, "accrual", expires_on=None)
        sent = self.ring((self.coffee, 3), self.reward_line(self.club.reward_ids, 10.0, coupon_id=self.member.id))
        self.club.active = False
        self.send(sent)
        self.assertEqual(self.points(), 50.0)

    def test_merged_customer(self):
        """The till was offline while its customer was merged into another and deleted."""
        partner, survivor = self.member.partner_id, self.make_member(self.club, 5, name="Survivor")
        sent = self.ring((self.coffee, 3), claim=self.claimed(30))
        sent["club_claim"]["points"][str(self.club.id)]["card"] = self.member.id
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((partner | survivor.partner_id).ids, survivor.partner_id)
        self.assertFalse(partner.exists())
        order = self.send(sent)
        self.assertEqual(order.partner_id, survivor.partner_id)
        self.assertEqual(self.points(survivor), 35.0)

    def test_company_account(self):
        company = self.make_partner("Company", is_company=True)
        contact = self.make_partner("Contact", parent_id=company.id)
        self.sell((self.coffee, 3), partner=contact)
        [card] = self.Card.search([("program_id", "=", self.club.id), ("partner_id", "in", (company | contact).ids)])
        self.assertEqual(card.partner_id, self.club._get_account_partner(contact))
        self.assertEqual(self.points(card), 30.0)

    def test_first_purchase_of_both_channels(self):
        self.club.rule_ids = [
            (0, 0, {"reward_point_mode": "order", "reward_point_amount": 50, "first_purchase_only": True})
        ]
        self.make_sale(self.member.partner_id, [(self.coffee, 1)])
        self.assertEqual(self.points(), 60.0)
        self.sell((self.coffee, 1))
        self.assertEqual(self.points(), 70.0)

    def test_cap_of_both_channels(self):
        self.club.rule_ids.write({"limit_points": 50, "limit_period": "day"})
        self.make_sale(self.member.partner_id, [(self.coffee, 3)])
        order = self.sell((self.coffee, 3), claim=self.claimed(30))
        self.assertEqual(self.points(), 50.0)
        self.assertEqual(self.differences(order), [("accrual", "limit", 30.0, 20.0)])

    def test_channel_and_payment_method(self):
        self.club.rule_ids = [
            (0, 0, {"reward_point_mode": "order", "reward_point_amount": 5, "channel_pos": False}),
            (
                0,
                0,
                {"reward_point_mode": "order", "reward_point_amount": 7, "pos_payment_method_ids": self.bank_pm1.ids},
            ),
        ]
        self.sell((self.coffee, 1))
        self.assertEqual(self.points(), 10.0)
        self.sell((self.coffee, 1), method=self.bank_pm1)
        self.assertEqual(self.points(), 27.0)

    def test_tier_multiplies_and_is_reached(self):
        tiers = self.env["loyalty.tier"].create(
            [
                {"name": "Bronze", "program_id": self.club.id, "sequence": 1},
                {"name": "Silver", "program_id": self.club.id, "sequence": 2, "min_points": 30, "point_multiplier": 2},
            ]
        )
        self.sell((self.coffee, 3))
        self.assertEqual(self.member.tier_id, tiers[1])
        self.sell((self.coffee, 1))
        self.assertEqual(self.points(), 50.0)

    def test_joining_and_first_purchase(self):
        activities = [("join", 5), ("first_purchase", 7)]
        self.env["loyalty.activity"].create(
            [
                {"name": trigger, "program_id": self.club.id, "trigger": trigger, "points": points}
                for trigger, points in activities
            ]
        )
        partner = self.make_partner("New")
        self.sell((self.coffee, 1), partner=partner)
        [card] = self.Card.search([("partner_id", "=", partner.id)])
        self.assertEqual(self.points(card), 22.0)
        self.sell((self.coffee, 1), partner=partner)
        self.assertEqual(self.points(card), 32.0)

    def test_club_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other company"})
        club = self.make_club(company_id=other.id, currency_id=self.company.currency_id.id)
        self.sell((self.coffee, 1))
        self.assertFalse(self.Card.search([("program_id", "=", club.id)]))

    def test_program_for_one_order(self):
        """A program of type loyalty that is for the present order only keeps no points, as with stock."""
        self.club.active = False
        program = self.make_club(name="Now", applies_on="current")
        for _number in range(2):
            sent = self.ring((self.coffee, 20), self.reward_line(program.reward_ids, 10.0), claim={"points": {}})
            order = self.send(sent)
            self.confirm(order, 100.0, -5, program_id=program.id)
            self.assertEqual(self.differences(order), [])
        cards = self.Card.search([("program_id", "=", program.id)])
        self.assertEqual((cards.mapped("points"), len(cards)), ([0.0], 1))

    def test_customer_without_points(self):
        order = self.sell((self.coffee, 3), partner=False)
        self.assertFalse(order.sudo().club_results)
        self.assertFalse(self.env["pos.order"]._get_missing(self.pos_session))

    def test_many_orders_at_once(self):
        other = self.make_member(self.club, name="Other")
        sent = [self.ring((self.coffee, 1), partner=card.partner_id) for card in (self.member, other, self.member)]
        self.send(*sent)
        self.send(*sent)
        self.assertEqual((self.points(), self.points(other)), (20.0, 10.0))

    def test_tips_earn_nothing(self):
        tip = self.make_product(1.0, available_in_pos=True, name="Tip")
        self.config.tip_product_id = tip
        self.sell((self.coffee, 1), self.line(tip, 1, 5.0))
        self.assertEqual(self.points(), 10.0)

    def test_stock_history(self):
        order = self.sell((self.coffee, 3))
        self.confirm(order, 30.0, self.member.id)
        [row] = self.member.history_ids
        self.assertEqual((row.issued, row.used, row.order_id, row.order_model), (30.0, 0.0, order.id, "pos.order"))
