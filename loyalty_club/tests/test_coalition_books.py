"""Settlements and prepaid packages as an accountant looks at them."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import html2plaintext

from .coalition_case import CoalitionCase


@tagged("post_install", "-at_install")
class TestCoalitionBooks(CoalitionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.make_member(cls.club, points=100)
        cls.theirs.limit_per_member = 0

    def use(self, count=1, moment="2026-01-15 12:00:00"):
        with self.at(moment):
            self.add_codes(*(f"{moment}-{number}" for number in range(count)))
            for _number in range(count):
                coupon = self.theirs._give(self.ada)
                coupon._redeem(f"S{coupon.id}", 50, 10)

    def settle(self, moment="2026-02-01 12:00:00"):
        with self.at(moment):
            settlement = self.coalition._settle(self.coalition._get_last_month_end())
            settlement.action_confirm()
        return settlement

    def make_package(self, amount):
        package = self.env["loyalty.coalition.package"].create({"coalition_id": self.coalition.id, "amount": amount})
        package.action_confirm()
        return package

    def use_tax_in_prices(self):
        tax = self.env["account.tax"].create(
            {"name": "21 % in the price", "amount": 21, "price_include_override": "tax_included"}
        )
        self.coalition.settle_product_id = self.make_product(
            taxes_id=[Command.set(tax.ids)], supplier_taxes_id=[Command.clear()]
        )

    def test_taxes_are_added_to_what_is_due(self):
        self.use_tax_in_prices()
        self.use(2)
        move = self.settle().move_id
        self.assertEqual((move.amount_untaxed, move.amount_total), (10, 12.1))

    def test_packages_are_without_taxes_too(self):
        self.use_tax_in_prices()
        self.assertEqual(self.make_package(100).move_id.amount_untaxed, 100)

    def pay(self, move, amount):
        if move.state == "draft":
            move.action_post()
        register = self.env["account.payment.register"].with_context(active_model=move._name, active_ids=move.ids)
        register.create({"amount": amount})._create_payments()
        self.coalition.invalidate_recordset(["outstanding"])

    def use_no_taxes(self):
        self.coalition.settle_product_id = self.make_product(taxes_id=[Command.clear()])

    def test_what_is_owed_follows_payments(self):
        self.use_no_taxes()
        self.use(2)
        move = self.settle().move_id
        self.assertEqual(self.coalition.outstanding, 10)
        self.pay(move, 4)
        self.assertEqual((move.payment_state, self.coalition.outstanding), ("partial", 6))
        self.pay(move, 6)
        self.assertEqual(self.coalition.outstanding, 0)

    def test_a_package_that_nobody_paid_is_no_payment(self):
        self.use_no_taxes()
        package = self.make_package(100)
        self.use(2)
        self.assertEqual(self.coalition.outstanding, 10)
        self.settle()
        self.assertEqual((self.coalition.prepaid_left, self.coalition.outstanding), (90, 10))
        self.pay(package.move_id, 100)
        self.assertEqual(self.coalition.outstanding, -90, "what it paid in advance")

    def test_what_is_not_paid_in_advance_pays_nothing(self):
        for name in ("cancelled", "reversed"):
            package = self.make_package(100)
            if name == "cancelled":
                package.move_id.button_cancel()
            else:
                package.move_id.action_post()
                package.move_id._reverse_moves(cancel=True)
            self.assertEqual(self.coalition.prepaid_left, 0, name)
        self.use(2)
        settlement = self.settle()
        self.assertEqual((settlement.prepaid_used, settlement.due), (0, 10))

    def test_a_document_that_accounting_cancelled(self):
        """Cancelling the settlement frees what was in it; nothing of it is lost."""
        self.use(2)
        settlement = self.settle()
        settlement.move_id.button_cancel()
        settlement.action_cancel()
        self.assertEqual(self.settle("2026-03-01 12:00:00").net, 10)

    def test_tenths_of_cents(self):
        dinar = self.env["res.currency"].create({"name": "XDN", "symbol": "d", "rounding": 0.001})
        self.env["res.currency.rate"].create({"currency_id": dinar.id, "rate": 1, "name": "2020-01-01"})
        self.coalition.write({"currency_id": dinar.id, "terms_amount": 0.125})
        self.use(3)
        self.assertEqual(self.settle().move_id.amount_untaxed, 0.375)

    def test_a_package_that_settlements_used(self):
        package = self.make_package(12)
        self.use(2)
        settlement = self.settle()
        self.assertEqual((settlement.prepaid_used, self.coalition.prepaid_left), (10, 2))
        with self.assertRaisesRegex(UserError, "was used"), self.env.cr.savepoint():
            package.action_cancel()
        settlement.action_cancel()
        self.assertEqual(self.coalition.prepaid_left, 12)
        package.action_cancel()
        self.assertEqual((self.coalition.prepaid_left, package.state), (0, "cancelled"))

    def get_statement(self, settlement):
        html = self.env["ir.actions.report"]._render_qweb_html(
            "loyalty_club.report_coalition_statement", settlement.ids
        )[0]
        return " ".join(html2plaintext(html.decode()).split())

    def test_what_was_disputed_before_stands_by_itself(self):
        self.use(2)
        coupon = self.theirs.coupon_ids[0]
        coupon._move_to("disputed")
        self.assertNotIn("Of days before", self.get_statement(self.settle()))
        coupon._move_to("redeemed")
        self.use(1, moment="2026-02-01 00:00:00")
        settlement = self.settle("2026-03-01 12:00:00")
        now, before = settlement._get_statement()
        self.assertEqual([(part["owed"], len(part["movements"])) for part in (now, before)], [(5, 1), (5, 1)])
        self.assertEqual((before["movements"].coupon_id, now["heading"]), (coupon, False))
        self.assertRegex(
            self.get_statement(settlement), rf"2026-02-01 00:00.*Of days before 02/01/2026: .*{coupon.code}"
        )

    def test_the_first_statement_has_nothing_before_it(self):
        self.use(moment="2026-01-05 12:00:00")
        settlement = self.settle()
        self.assertFalse(settlement.date_from)
        self.assertEqual([part["heading"] for part in settlement._get_statement()], [False])
