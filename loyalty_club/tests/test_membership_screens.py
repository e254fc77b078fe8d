"""What staff see of memberships: forms for each role, figures, reports."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .membership_case import MembershipCase
from .screen_case import ScreenMixin

ACTIONS = (
    "loyalty_membership_action",
    "loyalty_membership_action_renewals",
    "loyalty_membership_plan_action",
    "loyalty_membership_month_action",
    "loyalty_membership_cohort_action",
    "loyalty_membership_result_action",
    "loyalty_membership_benefit_action",
)


@tagged("post_install", "-at_install")
class TestMembershipScreens(ScreenMixin, MembershipCase):
    def test_forms_open_for_all_staff(self):
        order = self.buy()
        membership = self.start(
            term_values={"sale_line_id": order.order_line.id, "move_id": order.invoice_ids.id}, token=self.make_token()
        )
        self.make_staff()
        for role in self.staff:
            for record in (membership, self.plan, self.ada, membership.card_id):
                with self.subTest(role=role, model=record._name):
                    self.assertTrue(self.read_screen(record, role))
        seller = self.make_user("salesperson")
        order.user_id = seller
        self.assertTrue(Form(order.with_user(seller))._values)
        self.assertTrue(Form(self.ada.with_user(seller))._values)
        self.assertEqual((order.membership_count, order.invoice_ids.membership_count), (1, 1))
        self.assertEqual(order.action_open_memberships()["res_id"], membership.id)
        self.assertEqual(self.ada.membership_display, "Plus: Active")
        self.assertEqual(membership.invoice_count, 1)
        found = self.env["account.move"].search(membership.action_open_invoices()["domain"])
        self.assertEqual(found, order.invoice_ids)
        with self.assertRaises(AccessError):
            membership.with_user(seller).read(["price"])

    def test_actions_have_views_help_and_an_address(self):
        self.assertActions(ACTIONS)

    def test_recurring_amount_and_churn(self):
        Month = self.env["loyalty.membership.month"]
        with self.at("2026-01-10 12:00"):
            ada = self.start()
            self.start(self.ben, self.year)
        with self.at("2026-02-05 12:00"):
            self.start(self.make_partner("Cleo"))
            self.start()  # renewed: recurs no more than before
        with self.at("2026-03-05 12:00"):
            ada._end("staff", "test")
            self.env.flush_all()
            rows = Month.search([("plan_id", "=", self.plan.id), ("month", "<=", "2026-03-31")], order="month")
            year = round(98 / 12, 2)
            self.assertEqual(
                [(row.members_before, row.joined, row.gone, row.members) for row in rows],
                [(0, 2, 0, 2), (2, 1, 0, 3), (3, 0, 1, 2)],
            )
            for row, amount in zip(rows, (12.95 + year, 2 * 12.95 + year, 12.95 + year), strict=True):
                self.assertAlmostEqual(row.recurring, amount, 2)
            [(churn, members)] = Month._read_group([("id", "in", rows.ids)], [], ["churn:avg", "members:sum"])
            self.assertAlmostEqual(churn, 100 / 5)
            self.assertAlmostEqual(members, 7 / 3, 1)

    def test_the_history_adds_up_to_what_recurs(self):
        membership = self.start()
        self.start()
        membership._set_renewal(False)
        membership._set_renewal(True)
        membership._pause("away")
        membership._resume()
        self.assertAlmostEqual(sum(membership.event_ids.mapped("monthly_change")), membership.monthly_amount)
        membership._cancel()
        self.assertAlmostEqual(sum(membership.event_ids.mapped("monthly_change")), 0)

    def test_who_stays(self):
        with self.at("2025-01-10 12:00"):
            self.start()
            ben = self.start(self.ben)
        with self.at("2025-03-05 12:00"):
            ben._end("staff", "test")
            self.env.flush_all()
        shares = dict(
            self.env["loyalty.membership.cohort"]._read_group(
                [("plan_id", "=", self.plan.id), ("age", "<=", 2)], ["age"], ["share:avg"]
            )
        )
        self.assertEqual(shares, {0: 100, 1: 100, 2: 50})

    def test_fees_against_benefits(self):
        membership = self.start(period=self.year)
        self.env["loyalty.membership.benefit"].create(
            {
                "membership_id": membership.id,
                "kind": "shipping",
                "amount": 30,
                "on_date": membership.started_on,
                "key": "test",
            }
        )
        self.env.flush_all()
        Result = self.env["loyalty.membership.result"]
        [sums] = Result._read_group([("plan_id", "=", self.plan.id)], [], ["fee:sum", "cost:sum", "result:sum"])
        self.assertEqual(sums, (98, 30, 68))
        self.assertEqual((membership.paid_amount, membership.saved_amount), (98, 30))

    # --- bad input ---

    def test_what_was_bought_stays(self):
        self.start()
        with self.assertRaisesRegex(UserError, "archive it"):
            self.plan.unlink()
        with self.assertRaisesRegex(UserError, "archive it"):
            self.month.unlink()
        with self.assertRaisesRegex(UserError, "club and company stay"):
            self.plan.program_id = self.make_club(name="Other")
        with self.assertRaises(UserError):
            self.get_membership().unlink()
        self.plan.active = False
        self.plan.action_stop_renewals()
        self.assertFalse(self.get_membership().renews)
        free = self.make_plan(name="Nobody's")
        free.unlink()

    def test_prices_and_products(self):
        with self.assertRaisesRegex(ValidationError, "cannot be negative"):
            self.month.price = -1
        with self.assertRaisesRegex(ValidationError, "cannot be negative"):
            self.month.product_id.list_price = -1
        with self.assertRaisesRegex(ValidationError, "is no service"):
            self.make_period(self.plan, 1, unit="week", product_id=self.make_product(type="consu").id)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env["loyalty.membership.period"].create({"plan_id": self.plan.id, "unit": "week"})
        with self.assertRaisesRegex(ValidationError, "is no tier of"):
            other = self.make_club(name="Other")
            tier = self.env["loyalty.tier"].create({"name": "Gold", "program_id": other.id})
            self.plan.tier_id = tier

    def test_periods_do_not_overlap(self):
        with self.at("2026-03-01 12:00"):
            membership = self.start()
            with self.assertRaisesRegex(ValidationError, "is paid already"):
                membership._add_term(
                    {"kind": "gift", "state": "paid", "date_from": "2026-03-15", "date_to": "2026-03-20"}
                )
