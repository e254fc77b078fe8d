"""What went wrong, or could be forged, at a till."""

from datetime import datetime
from unittest.mock import patch

import psycopg2.errors

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .till_case import TillCase

BOOKING = "odoo.addons.loyalty_club.models.till.pos_order_booking"


@tagged("post_install", "-at_install")
class TestTillDefects(TillCase):
    def points(self, card=None):
        card = card or self.member
        card.invalidate_recordset()
        return card.points

    # --- odd and forged values ---

    def test_claims_without_a_customer(self):
        for claim in ([], "x", 7, {"points": "x"}, {"points": {"9" * 5000: {"won": 1}}}, {"points": {"x": {}}}):
            with self.subTest(str(claim)[:30]):
                self.assertEqual(self.sell((self.coffee, 1), partner=False, claim=claim).state, "paid")

    def test_ids_that_are_none(self):
        huge = 2**40
        claim = {"points": {str(huge): {"won": 1, "card": huge}}, "codes": [huge, -1]}
        for partner in (None, False):
            order = self.sell((self.coffee, 1), partner=partner, claim=claim)
            self.assertEqual(order.state, "paid")
        self.assertEqual(self.points(), 10.0)

    def test_club_of_another_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        club = self.make_club(name="Elsewhere", company_id=company.id)
        stranger = self.make_member(club, name="Stranger")
        said = {"won": 50.0, "spent": 0.0, "card": stranger.id}
        order = self.sell((self.coffee, 1), partner=False, claim={"points": {str(club.id): said}})
        self.assertFalse(order.partner_id, "nobody of this company")
        self.assertEqual(self.differences(order), [])

    def test_many_clubs_in_a_claim_ask_once(self):
        few, many = (
            self.count_sending({"points": {str(number): {"won": 5.0} for number in range(10**6, 10**6 + count)}})
            for count in (2, 40)
        )
        self.assertEqual(few, many)

    def count_sending(self, claim):
        for _number in range(2):  # what is cached for good
            self.sell((self.coffee, 1), claim=claim)
        sent = self.ring((self.coffee, 1), claim=claim)
        return self.count_queries(self.send, sent, fresh=False)

    def test_the_number_of_an_account_as_a_gift_card(self):
        """Stock finds gift cards by their code, and would write on the account."""
        order = self.sell((self.coffee, 1))
        program = self.make_stock_program("gift_card")
        history = self.member.history_ids
        values = {"program_id": program.id, "code": self.member.code, "points": 500, "partner_id": False}
        order.with_user(self.cashier).confirm_coupon_programs({"-3": values})
        self.assertEqual(self.points(), 10.0)
        self.assertEqual((self.member.history_ids, self.member.source_pos_order_id.ids), (history, []))

    def test_lines_of_booked_orders_stay(self):
        """Otherwise somebody could return goods, and keep the points, by changing what was sold or returned."""
        order = self.sell((self.coffee, 3))
        refund = self.refund(order, {order.lines: 2})
        self.assertEqual(self.points(), 10.0)
        for line, values in (
            (order.lines, {"qty": 300}),
            (refund.lines, {"qty": 0}),
            (refund.lines, {"refunded_orderline_id": False}),
        ):
            with self.assertRaises(UserError):
                line.with_user(self.cashier).write(values)
        forged = {"order_id": refund.id, "product_id": self.coffee.id, "qty": -1, "price_unit": 10.0}
        forged.update(refunded_orderline_id=order.lines.id, price_subtotal=-10.0, price_subtotal_incl=-10.0)
        with self.assertRaises(UserError):
            self.env["pos.order.line"].with_user(self.cashier).create(forged)
        order.lines.with_user(self.cashier).write({"customer_note": "black"})

    # --- what must not stop an order ---

    @mute_logger(BOOKING)
    def test_any_error_is_listed(self):
        with patch.object(type(self.env["pos.order"]), "_judge", side_effect=KeyError("x")):
            order = self.sell((self.coffee, 3))
        self.assertEqual((order.state, self.differences(order)), ("paid", [("accrual", "failed", 0.0, 0.0)]))
        self.confirm(order, 30.0, self.member.id)
        self.assertEqual(self.points(), 30.0)

    def test_what_begins_again_is_not_listed(self):
        error = psycopg2.errors.SerializationFailure("x")
        with (
            patch.object(type(self.env["pos.order"]), "_judge", side_effect=error),
            self.assertRaises(psycopg2.errors.SerializationFailure),
        ):
            self.sell((self.coffee, 3))

    @mute_logger(BOOKING)
    def test_booked_again_by_a_manager(self):
        with patch.object(type(self.member), "_post_points_batch", side_effect=UserError("No")):
            order = self.sell((self.coffee, 3))
            self.pos_session.post_closing_cash_details(30.0)
            self.pos_session.close_session_from_ui()
        difference = self.env["loyalty.till.difference"].search([("order_id", "=", order.id)])
        company = {"company_id": self.company.id, "company_ids": [(6, 0, self.company.ids)]}
        with self.assertRaises(AccessError):
            difference.with_user(self.make_user("club_user", **company)).action_book_again()
        difference.with_user(self.make_user("manager", **company)).action_book_again()
        self.assertFalse(difference.exists())
        self.assertEqual(self.points(), 30.0)

    def test_claim_of_a_customer_who_is_gone(self):
        """Closing finds orders that have nothing but a claim, too."""
        claim = self.claimed(30.0)
        claim["points"][str(self.club.id)]["card"] = self.member.id
        with patch.object(type(self.env["pos.order"]), "_book_points"):
            order = self.sell((self.coffee, 3), partner=False, claim=claim)
        self.assertEqual(self.env["pos.order"]._get_missing(self.pos_session), order)
        order._book_missing()
        self.assertEqual(self.points(), 30.0)

    # --- what was not seen ---

    def test_the_last_use_of_a_club_earns(self):
        self.member._post_points(150, "accrual", expires_on=None)
        self.club.write({"limit_usage": True, "max_usage": 1})
        reward = self.reward_line(self.club.reward_ids, 10.0, coupon_id=self.member.id)
        self.sell((self.coffee, 3), reward)
        self.assertEqual(self.points(), 80.0)
        self.sell((self.coffee, 3))
        self.assertEqual(self.points(), 80.0, "used up")

    def give(self, count):
        lines = [self.reward_line(self.club.reward_ids, 1.0, coupon_id=self.member.id) for _number in range(count)]
        return self.sell((self.coffee, 3), *lines)

    def test_two_pieces_where_one_is_allowed(self):
        self.member._post_points(1000, "accrual", expires_on=None)
        self.club.reward_ids.write({"limit_per_member": 1, "limit_period": "ever"})
        self.assertEqual(self.differences(self.give(2)), [("redemption", "reward", 100.0, 100.0)])

    def test_two_pieces_where_one_is_left(self):
        self.member._post_points(1000, "accrual", expires_on=None)
        self.club.reward_ids.budget_count = 3
        self.assertEqual(self.differences(self.give(2)), [])
        self.assertEqual(self.differences(self.give(2)), [("redemption", "reward", 100.0, 100.0)])

    def test_the_till_was_offline(self):
        order = self.sell((self.coffee, 3), claim=self.claimed(45.0, offline=True))
        self.assertEqual(self.differences(order), [("accrual", "disconnected", 45.0, 30.0)])

    def test_preview_counts_what_expired(self):
        self.club.write({"expiry_policy": "after_earning", "expiry_count": 1, "expiry_unit": "month"})
        with self.at("2026-01-10 10:00:00"):
            self.pos_session.start_at = "2026-01-10 08:00:00"
            order = self.sell((self.coffee, 3), date_order="2026-01-10 10:00:00")
        self.member._post_points(-10, "redemption", at=datetime(2026, 1, 11, 10))
        with self.at("2026-03-01 10:00:00"):
            self.member._expire_points()
            self.assertEqual(self.points(), 0.0)
            call = self.env["pos.order"].with_user(self.cashier).get_club_refund
            found = [call(order.id, {str(order.lines.id): quantity})[0] for quantity in (2, 3)]
            self.assertEqual([club["uncovered"] for club in found], [0.0, 10.0])
            self.refund(order, {order.lines: 2})
            self.assertEqual(self.points(), 0.0)
            self.refund(order, {order.lines: 1})
            self.assertEqual(self.points(), -10.0)

    def test_settled_after_its_points_were_spent(self):
        """The customer has paid at the till: the sales order stands."""
        self.cashier.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        self.member._post_points(150, "accrual", expires_on=None)
        self.club.reward_ids.budget_count = 1
        sale = self.make_order(self.member.partner_id, [(self.coffee, 3)])
        self.claim(sale, self.member)
        self.member._post_points(-150, "redemption")
        lines = []
        for line in sale.order_line:
            reward = {"is_reward_line": True, "reward_id": line.reward_id.id} if line.reward_id else {}
            origin = {"sale_order_origin_id": sale.id, "sale_order_line_id": line.id, **reward}
            lines.append(self.line(line.product_id, line.product_uom_qty, line.price_unit, **origin))
        self.sell(*lines)
        self.assertEqual((sale.state, self.points()), ("sale", -70.0))
        [entry] = self.member.ledger_ids.filtered("uncovered")
        self.assertEqual((entry.origin_model, entry.arrears_cause), ("sale.order", "offline"))
        self.assertLedger(self.member)
