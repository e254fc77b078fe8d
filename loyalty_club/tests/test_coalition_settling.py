"""Settling with partners: each movement once, netted, with what was paid in advance."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .coalition_case import CoalitionCase


class SettlingCase(CoalitionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.theirs.limit_per_member = 0
        cls.ours.valid_days = 0
        cls.ada = cls.make_member(cls.club)
        cls.tax = cls.env["account.tax"].create({"name": "Ten", "amount": 10, "type_tax_use": "sale"})

    def use_theirs(self, count=1, amount=80, moment="2026-01-10 12:00:00", offer=None):
        """Coupons of the partner that our member used: the partner owes 5 for each."""
        offer = offer or self.theirs
        first = len(offer.coupon_ids)
        self.add_codes(*(f"T{first + number}" for number in range(count)), offer=offer)
        with self.at(moment):
            coupons = self.env["loyalty.coalition.coupon"].union(*(offer._give(self.ada) for _one in range(count)))
            for coupon in coupons:
                coupon._redeem(f"P{coupon.id}", amount, 10)
        return coupons

    def use_ours(self, count=1, amount=80, moment="2026-01-12 12:00:00"):
        """Our coupons that the partner's customers used: we owe 5 for each."""
        with self.at(moment):
            coupons = self.ours._issue(count=count)
            for coupon in coupons:
                coupon._redeem(f"S{coupon.id}", amount, 10)
        return coupons

    def settle(self, moment="2026-02-01 12:00:00", day="2026-01-31"):
        with self.at(moment):
            settlement = self.coalition._settle(self.to_date(day))
            settlement.action_confirm()
        return settlement

    def to_date(self, day):
        return self.env["loyalty.coalition.settlement"]._fields["date_to"].to_date(day)


@tagged("post_install", "-at_install")
class TestCoalitionSettling(SettlingCase):
    def test_the_partner_owes_more(self):
        self.use_theirs(3)
        self.use_ours(1)
        settlement = self.settle()
        self.assertEqual((settlement.owed, settlement.owing, settlement.net, settlement.due), (15, 5, 10, 10))
        move = settlement.move_id
        self.assertEqual((move.move_type, move.partner_id, move.amount_untaxed), ("out_invoice", self.ballet, 10))
        self.assertEqual(
            sorted(move.invoice_line_ids.mapped(lambda line: (line.quantity, line.price_unit))), [(1, -5), (3, 5)]
        )
        self.assertTrue(settlement.number.startswith("S/"))
        self.assertEqual(self.coalition.balance, 0)

    def test_we_owe_more(self):
        self.use_ours(2)
        settlement = self.settle()
        self.assertEqual((settlement.net, settlement.move_id.move_type), (-10, "in_invoice"))
        self.assertEqual(settlement.move_id.amount_untaxed, 10)

    def test_even(self):
        self.use_theirs()
        self.use_ours()
        settlement = self.settle()
        self.assertEqual((settlement.net, settlement.state, settlement.move_id.ids), (0, "confirmed", []))

    def test_taxes_and_accounts_of_the_product(self):
        product = self.make_product(taxes_id=[(6, 0, self.tax.ids)])
        account = self.env["account.account"].create(
            {"name": "Coupons of partners", "code": "COAL1", "account_type": "income_other"}
        )
        product.property_account_income_id = account
        self.coalition.settle_product_id = product
        self.use_theirs(2)
        move = self.settle().move_id
        self.assertEqual((move.amount_untaxed, move.amount_total), (10, 11))
        self.assertEqual(move.invoice_line_ids.account_id, account)

    def test_each_movement_once(self):
        coupons = self.use_theirs(2)
        first = self.settle()
        with self.assertRaisesRegex(UserError, "Nothing is left"):
            self.settle()
        first.action_confirm()
        self.assertEqual(len(self.coalition.settlement_ids.move_id), 1)
        with self.at("2026-02-03 12:00:00"):
            coupons[0]._take_back()
        second = self.settle("2026-03-01 12:00:00", "2026-02-28")
        self.assertEqual(
            (second.net, second.move_id.move_type, str(second.date_from)), (-5, "in_invoice", "2026-02-01")
        )

    def test_disputed_ones_wait(self):
        coupons = self.use_theirs(2)
        with self.at("2026-02-01 12:00:00"):
            draft = self.coalition._settle(self.to_date("2026-01-31"))
            coupons[0]._move_to("disputed")
            draft.action_confirm()
        self.assertEqual(draft.net, 5)
        self.assertFalse(coupons[0].movement_ids.settlement_id)
        coupons[0]._move_to("redeemed")
        self.assertEqual(self.settle("2026-03-01 12:00:00", "2026-02-28").net, 5)

    def test_drafts_leave_disputed_ones_out(self):
        coupons = self.use_theirs(2)
        coupons[0]._move_to("disputed")
        with self.at("2026-02-01 12:00:00"):
            self.assertEqual(self.coalition._settle(self.to_date("2026-01-31")).net, 5)

    def test_a_day_is_a_day_of_the_club(self):
        self.club.tz = "Asia/Tehran"
        self.use_theirs(moment="2026-01-31 20:00:00")  # 23:30 there
        self.use_theirs(moment="2026-01-31 21:00:00")  # 00:30 of the next day
        self.assertEqual(self.settle().movement_count, 1)

    def test_results_and_rates_are_of_the_days_of_the_club(self):
        self.club.tz = "Asia/Tehran"
        euro = self.env.ref("base.EUR")
        euro.active = True
        for day, rate in (("2026-01-01", 0.5), ("2026-02-01", 0.25)):
            self.env["res.currency.rate"].create({"name": day, "rate": rate, "currency_id": euro.id})
        self.coalition.currency_id = euro
        before = self.use_theirs(moment="2026-01-31 20:00:00")  # 23:30 there
        after = self.use_theirs(moment="2026-01-31 23:30:00")  # 03:00 of the next day
        ours = self.use_ours(moment="2026-01-31 23:30:00", amount=80)
        self.assertEqual((before.movement_ids.company_amount, after.movement_ids.company_amount), (10, 20))
        self.assertEqual(ours.revenue, 320)
        self.env.flush_all()
        rows = self.env["loyalty.coalition.result"].search([("offer_id", "=", self.theirs.id)], order="month")
        self.assertEqual(
            [(str(row.month), row.issued, row.redeemed, row.income) for row in rows],
            [("2026-01-01", 1, 1, 10), ("2026-02-01", 1, 1, 20)],
        )

    def test_cancelled_settlements_free_their_movements(self):
        self.use_theirs()
        settlement = self.settle()
        settlement.move_id.action_post()
        with self.assertRaisesRegex(UserError, "Reverse it in accounting first"):
            settlement.action_cancel()
        settlement.move_id.button_draft()
        settlement.action_cancel()
        self.assertEqual(
            (settlement.state, settlement.move_id.state, self.coalition.balance), ("cancelled", "cancel", 5)
        )
        with self.assertRaisesRegex(UserError, "was cancelled"):
            settlement.action_confirm()
        self.assertEqual(self.settle().net, 5)

    def test_a_draft_takes_in_what_came(self):
        self.use_theirs()
        with self.at("2026-02-01 12:00:00"):
            draft = self.coalition._settle(self.to_date("2026-01-31"))
        self.use_theirs(moment="2026-01-20 12:00:00")
        draft.action_refresh()
        self.assertEqual(draft.net, 10)
        draft.unlink()
        self.assertEqual(self.coalition.balance, 10)

    def test_prepaid_packages(self):
        package = self.env["loyalty.coalition.package"].create({"coalition_id": self.coalition.id, "amount": 12})
        self.assertEqual(self.coalition.prepaid_left, 0)
        package.action_confirm()
        package.action_confirm()
        self.assertEqual((self.coalition.prepaid_left, package.move_id.amount_untaxed), (12, 12))
        self.use_theirs(2)
        first = self.settle()
        self.assertEqual((first.prepaid_used, first.due, first.move_id.ids), (10, 0, []))
        self.assertEqual(self.coalition.prepaid_left, 2)
        with self.assertRaisesRegex(UserError, "was used"):
            package.action_cancel()
        self.use_theirs(1, moment="2026-02-10 12:00:00")
        second = self.settle("2026-03-01 12:00:00", "2026-02-28")
        self.assertEqual((second.prepaid_used, second.due, second.move_id.amount_untaxed), (2, 3, 3))
        self.assertEqual(self.coalition.prepaid_left, 0)

    def test_prepaid_does_not_pay_what_we_owe(self):
        self.env["loyalty.coalition.package"].create({"coalition_id": self.coalition.id, "amount": 12}).action_confirm()
        self.use_ours()
        self.assertEqual((self.settle().due, self.coalition.prepaid_left), (-5, 12))

    def test_a_low_level_is_told_once(self):
        self.coalition.prepaid_low = 8
        self.env["loyalty.coalition.package"].create({"coalition_id": self.coalition.id, "amount": 12}).action_confirm()
        self.assertFalse(self.coalition.activity_ids)
        self.use_theirs()
        for _run in range(2):
            self.coalition._warn_of_low_prepaid()
        self.assertEqual(len(self.coalition.activity_ids), 1)

    def test_what_is_invoiced_is_owed_until_it_is_paid(self):
        self.coalition.write({"max_outstanding": 8, "stop_at_max": True})
        self.use_theirs(2)
        self.assertEqual((self.coalition.outstanding, self.coalition.is_over_max), (10, True))
        move = self.settle().move_id
        self.assertEqual((self.coalition.balance, self.coalition.outstanding), (0, 10))
        self.add_codes("T9")
        with self.assertRaisesRegex(UserError, "owes more than agreed"):
            self.theirs._give(self.ada)
        move.action_post()
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids).create(
            {}
        )._create_payments()
        self.env.invalidate_all()
        self.assertEqual((self.coalition.outstanding, self.coalition.is_over_max), (0, False))
        self.assertTrue(self.theirs._give(self.ada))

    def test_each_month_by_itself(self):
        self.use_theirs(moment="2026-01-31 12:00:00")
        with self.at("2026-01-31 13:00:00"):
            self.coalition._settle_months(10)
        self.assertFalse(self.coalition.settlement_ids)
        for day in (1, 2):
            with self.at(f"2026-02-0{day} 12:00:00"):
                self.coalition._settle_months(10)
        settlement = self.coalition.settlement_ids
        self.assertEqual((settlement.state, str(settlement.date_to), settlement.net), ("draft", "2026-01-31", 5))
        self.assertEqual(len(settlement.activity_ids), 1)

    def test_another_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create({"name": "2026-01-01", "rate": 0.5, "currency_id": euro.id})
        coalition = self.env["loyalty.coalition.partner"].create(
            {
                "partner_id": self.make_partner("Far away", is_company=True).id,
                "program_id": self.club.id,
                "currency_id": euro.id,
                "terms": "fixed",
                "terms_amount": 3,
            }
        )
        coalition._move_to("active")
        offer = self.theirs.copy({"coalition_id": coalition.id})
        coupon = self.use_theirs(offer=offer)
        self.assertEqual(coupon.movement_ids.company_amount, 6)
        with self.at("2026-02-01 12:00:00"):
            settlement = coalition._settle(self.to_date("2026-01-31"))
            settlement.action_confirm()
        self.assertEqual((settlement.move_id.currency_id, settlement.move_id.amount_untaxed), (euro, 3))

    def test_results(self):
        coupons = self.use_theirs(2)
        self.use_ours(1, amount=80)
        coupons[0]._take_back()
        self.env.flush_all()
        results = self.env["loyalty.coalition.result"].search([("coalition_id", "=", self.coalition.id)])
        theirs, ours = (
            results.filtered(lambda row, offer=offer: row.offer_id == offer) for offer in (self.theirs, self.ours)
        )
        self.assertEqual((sum(theirs.mapped("issued")), sum(theirs.mapped("redeemed"))), (2, 1))
        self.assertEqual((sum(theirs.mapped("income")), sum(theirs.mapped("cost"))), (5, 0))
        self.assertEqual((sum(ours.mapped("revenue")), sum(ours.mapped("cost"))), (80, 5))

    def test_who_may(self):
        self.use_theirs()
        with self.assertRaises(AccessError):
            self.coalition.with_user(self.make_user("club_user"))._settle(self.to_date("2026-01-31"))
        settlement = self.coalition.with_user(self.make_user("manager"))._settle(self.to_date("2026-01-31"))
        with self.assertRaises(AccessError):
            settlement.write({"date_to": "2026-05-01"})
        settlement.action_confirm()
        with self.assertRaises(UserError):
            settlement.unlink()

    def test_the_statement(self):
        self.use_theirs(2)
        self.use_ours()
        settlement = self.settle()
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("loyalty_club.report_coalition_statement", settlement.ids)[0]
            .decode()
        )
        for coupon in self.theirs.coupon_ids + self.ours.coupon_ids:
            self.assertIn(coupon.code, html)
        self.assertNotIn(self.ada.partner_id.name, html)
        self.assertIn("You pay us", html)
