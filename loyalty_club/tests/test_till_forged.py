from odoo.exceptions import AccessError
from odoo.tests import tagged

from .till_case import TillCase


@tagged("post_install", "-at_install")
class TestTillForged(TillCase):
    """A manipulated request creates no points."""

    def points(self):
        self.member.invalidate_recordset()
        return self.member.points

    def test_amounts_that_do_not_follow_from_prices(self):
        line = self.line(self.coffee, 3, price_subtotal=1e6, price_subtotal_incl=1e6)
        order = self.sell(line, claim=self.claimed(1e6))
        self.assertEqual(self.points(), 30.0)
        self.assertEqual([row[0] for row in self.differences(order)], ["accrual"])

    def test_lines_that_nobody_paid(self):
        sent = self.ring(self.line(self.coffee, 3, 1e6), claim=self.claimed(3e6))
        sent.update(amount_total=0.0, amount_paid=0.0, payment_ids=[])
        order = self.send(sent)
        self.assertEqual(order.state, "paid")
        self.assertEqual(self.points(), 0.0)
        self.assertEqual(self.differences(order), [("accrual", "payment", 3e6, 0.0)])

    def test_results_in_the_order(self):
        forged = {"version": 1, "at": "2026-01-01T00:00:00", "clubs": {}, "costs": {}}
        order = self.sell((self.coffee, 3), club_results=forged)
        self.assertEqual(self.points(), 30.0)
        with self.assertRaises(AccessError):
            order.with_user(self.cashier).write({"club_results": forged})

    def test_results_in_the_context(self):
        forged = {"version": 1, "at": "2026-01-01T00:00:00", "clubs": {}, "costs": {}}
        Order = self.env["pos.order"].with_user(self.cashier).with_context(default_club_results=forged)
        Order.sync_from_ui([self.ring((self.coffee, 3))])
        self.assertEqual(self.points(), 30.0)

    def test_claims_of_any_shape(self):
        for claim in (
            [],
            "x",
            {"points": 3},
            {"points": {"x": {}}, "codes": 7},
            {"points": {"1": [1]}, "codes": ["x"]},
        ):
            with self.subTest(claim):
                order = self.sell((self.coffee, 1), claim=claim)
                self.assertEqual(order.state, "paid")
        self.assertEqual(self.points(), 50.0)

    def test_confirmations_of_any_shape(self):
        order = self.sell((self.coffee, 1))
        other = self.make_member(self.club, name="Other")
        self.confirm(order, 500, other.id, partner_id=other.partner_id.id)
        self.confirm(order, 500, -7, program_id=self.club.id, partner_id=other.partner_id.id)
        self.assertEqual((self.points(), other.points), (10.0, 0.0))

    def test_accounts_that_are_called_something_else(self):
        """An account that is said to belong to another program is none of stock's cards."""
        order = self.sell((self.coffee, 1))
        for program_type in ("gift_card", "ewallet", "promotion"):
            program = self.make_stock_program(program_type)
            for key in (self.member.id, -3):
                with self.subTest(program_type, key=key):
                    values = {"program_id": program.id, "coupon_id": self.member.id, "points": 500, "partner_id": False}
                    order.with_user(self.cashier).confirm_coupon_programs({str(key): values})
        self.assertEqual(self.points(), 10.0)
        self.assertEntries(self.member, [("accrual", "posted", 10.0)])

    def test_draft_is_not_confirmed(self):
        sent = self.ring((self.coffee, 3), state="draft")
        sent["payment_ids"] = []
        order = self.send(sent)
        self.confirm(order, 30.0, self.member.id)
        self.assertEqual(self.points(), 0.0)

    def test_clock(self):
        """A till whose clock is wrong gains neither a rule of another day nor points that live longer."""
        self.club.rule_ids.date_to = "2026-01-31"
        with self.at("2026-02-10 12:00:00"):
            self.pos_session.start_at = "2026-02-10 08:00:00"
            order = self.sell((self.coffee, 3), date_order="2026-01-20 12:00:00", claim=self.claimed(30))
            self.assertEqual(self.points(), 0.0)
            self.assertEqual(self.differences(order), [("accrual", "clock", 30.0, 0.0)])
            self.sell((self.coffee, 3), date_order="2027-02-20 12:00:00")
        self.assertEqual(
            {str(entry.posted_at) for entry in self.member.ledger_ids}, {"2026-02-10 08:00:00", "2026-02-10 12:00:00"}
        )

    def test_uuid_with_commas(self):
        order = self.sell((self.coffee, 3), uuid="a,b,redemption,7")
        self.assertEqual(self.points(), 30.0)
        self.refund(order)
        self.assertEqual(self.points(), 0.0)

    def test_difference_is_only_marked(self):
        order = self.sell((self.coffee, 3), claim=self.claimed(45.0))
        difference = self.env["loyalty.till.difference"].search([("order_id", "=", order.id)])
        manager = self.make_user("manager", company_id=self.company.id, company_ids=[(6, 0, self.company.ids)])
        user = self.make_user("club_user", company_id=self.company.id, company_ids=[(6, 0, self.company.ids)])
        with self.assertRaises(AccessError):
            difference.with_user(manager).booked = 45
        with self.assertRaises(AccessError):
            difference.with_user(user).action_done()
        with self.assertRaises(AccessError):
            difference.with_user(self.cashier).read(["booked"])
        difference.with_user(manager).action_done()
        self.assertTrue(difference.is_done)

    def test_codes(self):
        """A rule with a code gives where the till says that its code was entered."""
        rule = {"reward_point_mode": "order", "reward_point_amount": 50, "mode": "with_code", "code": "HELLO"}
        self.club.rule_ids = [(0, 0, rule)]
        self.sell((self.coffee, 3))
        self.assertEqual(self.points(), 30.0)
        self.sell((self.coffee, 3), claim=self.claimed(80, codes=self.club.rule_ids.ids))
        self.assertEqual(self.points(), 110.0)
