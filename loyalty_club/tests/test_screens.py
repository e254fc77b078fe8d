"""What staff see: forms that open for each role, figures, actions, wizards, scheduled jobs."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ClubCase
from .screen_case import ScreenMixin

STAFF = ("salesperson", "sales_manager", "cashier", "club_user", "manager", "auditor")
WIZARD = "loyalty.program.expiry.change"


@tagged("post_install", "-at_install")
class TestScreens(ScreenMixin, ClubCase):
    staff = STAFF

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book = cls.make_product()
        cls.card = cls.make_member(cls.club, name="Ada")
        cls.make_staff()

    screens = {"loyalty.card": "loyalty.loyalty_card_view_form", "loyalty.program": "loyalty.loyalty_program_view_form"}

    def test_forms_open_for_all_staff(self):
        order = self.make_sale(self.card.partner_id, [(self.book, 1)])
        entry = self.card.ledger_ids
        for role in STAFF:
            for record in (self.card, entry, self.club, self.card.partner_id):
                with self.subTest(role=role, model=record._name):
                    self.assertTrue(self.read_screen(record, role, self.screens.get(record._name)))
        self.assertEqual(entry.origin_id, order.id)

    def test_actions_have_views_help_and_an_address(self):
        names = ("loyalty_card_action_member", "loyalty_card_action_new_members", "loyalty_ledger_entry_action",
                 "loyalty_ledger_entry_action_arrears", "loyalty_ledger_entry_action_expiry",
                 "loyalty_reservation_action", "loyalty_program_action_club")  # fmt: skip
        self.assertActions(names)

    def test_ledger_of_a_member_opens_as_a_list_and_all_of_it_as_a_picture(self):
        self.assertTrue(self.env.ref("loyalty_club.loyalty_ledger_entry_action").view_mode.startswith("graph,"))
        action = self.card.action_open_ledger()
        self.assertEqual(action["views"][0][1], "list")
        self.assertTrue(action["view_mode"].startswith("list,"))

    def test_accounts_are_called_by_their_member(self):
        self.assertEqual(self.card.display_name, "Ada (Club)")
        self.card.partner_id = False
        self.assertEqual(self.card.display_name, f"Club: {self.card.code}")

    def test_staff_open_an_account(self):
        context = {"default_is_club": True}
        partner = self.make_partner("Grace")
        with Form(self.Card.with_context(**context), view="loyalty.loyalty_card_view_form") as form:
            self.assertEqual(form.program_id, self.club)
            form.partner_id = partner
        card = form.save()
        self.assertTrue(card.is_club and card.joined_on)
        self.make_club(name="Second")
        form = Form(self.Card.with_context(**context), view="loyalty.loyalty_card_view_form")
        self.assertFalse(form.program_id)
        self.assertFalse(self.Card.new({}).display_name)

    def test_orders_of_an_account(self):
        orders = self.make_sale(self.card.partner_id, [(self.book, 1)])
        orders |= self.make_sale(self.card.partner_id, [(self.book, 2)])
        self.card.invalidate_recordset()
        self.assertEqual(self.card.club_order_count, 2)
        self.assertEqual(self.env["sale.order"].search(self.card.action_open_orders()["domain"]), orders)

    def test_points_on_the_order(self):
        self.make_sale(self.card.partner_id, [(self.book, 1)])
        order = self.make_order(self.card.partner_id, [(self.book, 1, 60.5)])
        self.claim(order, self.card)
        order.action_confirm()
        self.assertEqual(order.club_points_display, f"+{order.coupon_point_ids.points:.2f} −100")
        self.assertEqual(order.loyalty_data["cost"], 100)
        self.assertEqual(order.loyalty_data["issued"], order.coupon_point_ids.points)

    def test_summary_of_the_order_follows_refunds_and_pending_points(self):
        self.club.hold_days = 14
        order = self.make_sale(self.card.partner_id, [(self.book, 3)])
        self.assertEqual((order.club_points_display, order.club_pending_points), ("0", 300))
        self.assertEqual(order.loyalty_data["issued"], 300)
        order.order_line.product_uom_qty = 2
        order.invalidate_recordset()
        self.assertEqual(order.club_pending_points, 200)
        self.assertEqual(order.loyalty_data["issued"], 200)

    def test_what_can_be_reversed_is_offered(self):
        entry = self.card._post_points(100, "accrual")
        self.assertEqual(entry.reversible_points, 100)
        reversal = entry._reverse(40)
        self.Entry.invalidate_model(["reversible_points"])
        self.assertEqual((entry.reversible_points, reversal.reversible_points), (60, 40))
        again = reversal._reverse()
        self.Entry.invalidate_model(["reversible_points"])
        self.assertEqual((entry.reversible_points, again.reversible_points), (100, 0))

    def test_entries_without_a_description_have_a_name(self):
        self.assertEqual(self.card._post_points(1, "adjustment").display_name, "Adjustment")

    def test_jobs_are_scheduled(self):
        for name, interval in (("expire_points", "hours"), ("release_pending", "hours"), ("check_ledger", "days")):
            job = self.env.ref(f"loyalty_club.ir_cron_{name}")
            with self.subTest(name):
                self.assertTrue(job.active)
                self.assertEqual((job.interval_number, job.interval_type), (1, interval))
                job.ir_actions_server_id.with_context(active_test=False).run()

    # --- check ledger ---

    def test_check_says_that_all_adds_up(self):
        for role in ("club_user", "manager", "auditor"):
            action = self.env["loyalty.ledger.check"].with_user(self.users[role]).action_check()
            check = self.env["loyalty.ledger.check"].with_user(self.users[role]).browse(action["res_id"])
            self.assertEqual((check.problem_count, len(check.line_ids)), (0, 0))
            self.assertGreaterEqual(check.account_count, 1)
        with self.assertRaises(AccessError):
            self.env["loyalty.ledger.check"].with_user(self.users["salesperson"]).action_check()

    def test_check_lists_discrepancies(self):
        self.card._post_points(10, "accrual")
        self.env.flush_all()
        self.env.cr.execute("UPDATE loyalty_card SET points = 12 WHERE id = %s", [self.card.id])
        self.env.invalidate_all()
        action = self.club.action_check_ledger()
        check = self.env["loyalty.ledger.check"].browse(action["res_id"])
        self.assertEqual(check.problem_count, 1)
        self.assertEqual((check.line_ids.card_id, check.line_ids.expected, check.line_ids.found), (self.card, 10, 12))
        self.assertEqual(check.line_ids.action_open_account()["res_id"], self.card.id)

    # --- changing the expiry ---

    def change(self, **values):
        with Form(self.env[WIZARD].with_context(default_program_id=self.club.id)) as form:
            for name, value in values.items():
                form[name] = value
        return form.save()

    def test_wizard_shows_what_a_change_does(self):
        with self.at("2026-03-10 12:00:00"):
            self.card._post_points(100, "accrual")
            self.assertEqual(self.change().effect, "same")
            self.assertEqual(self.change(tz="Asia/Tehran").effect, "tz")
            wizard = self.change(expiry_policy="after_earning", expiry_count=6)
            self.assertEqual((wizard.effect, wizard.last_day), ("restart", date(2026, 9, 10)))
            self.assertEqual((wizard.points, wizard.member_count), (100, 1))
            self.assertFalse(self.change(expiry_policy="fixed_dates", expiry_dates="13-45").effect)
            wizard.action_apply()
            self.assertEqual(self.card.expiring_on, date(2026, 9, 10))
            self.assertEqual(self.change(expiry_count=9).effect, "extend")
            self.assertEqual(self.change(expiry_count=3).effect, "restart")
            self.assertEqual(self.change(expiry_policy="none").effect, "clear")

    def test_wizard_refuses_what_says_nothing(self):
        with self.assertRaisesRegex(UserError, "present settings"):
            self.change().action_apply()
        with self.assertRaisesRegex(UserError, "how long"):
            self.change(expiry_policy="fixed_dates").action_apply()

    def test_settings_of_points_that_exist_change_in_the_wizard_only(self):
        names = ("expiry_policy", "expiry_count", "expiry_unit", "expiry_round", "expiry_dates", "tz")
        with Form(self.club, view="loyalty.loyalty_program_view_form") as form:
            form.expiry_policy = "after_earning"
        self.card._post_points(1, "accrual")
        self.club.invalidate_recordset()
        with Form(self.club, view="loyalty.loyalty_program_view_form") as form:
            for name in names:
                with self.subTest(name):
                    self.assertTrue(form._get_modifier(name, "readonly"))
