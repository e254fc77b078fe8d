from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .access_case import LEDGER_MODELS, AccessCase
from .common import ROLES

STAFF = ("salesperson", "sales_manager", "cashier", "club_user", "manager", "auditor")


@tagged("post_install", "-at_install")
class TestLedgerAccess(AccessCase):
    """Who may write and undo what."""

    # --- the ledger ---

    def test_staff_read_the_ledger_others_do_not(self):
        records = (self.entry, self.debit.debit_allocation_ids, self.reservation)
        for role in ROLES:
            for record in records:
                with self.subTest(role=role, model=record._name):
                    mine = self.as_user(record, role)
                    if role in STAFF:
                        self.assertTrue(mine.read(["points"]))
                        self.assertIn(mine, mine.search([]))
                    else:
                        self.assertDenied(mine.read, ["points"])

    def test_nobody_writes_the_ledger(self):
        for role in ROLES:
            for model in LEDGER_MODELS:
                with self.subTest(role=role, model=model):
                    records = self.env[model].search([], limit=1)
                    for operation in ("write", "create", "unlink"):
                        self.assertFalse(self.as_user(records, role).has_access(operation), operation)

    def test_the_manager_neither(self):
        entry = self.as_user(self.entry, "manager")
        self.assertDenied(entry.write, {"points": 5}, error=UserError)
        self.assertDenied(entry.unlink, error=UserError)
        self.assertDenied(entry.create, {"card_id": self.card.id, "kind": "accrual", "points": 5}, error=UserError)

    # --- points of accounts ---

    def test_writing_points_takes_the_manager(self):
        for role in ROLES:
            with self.subTest(role=role):
                card = self.as_user(self.card, role)
                if role == "manager":
                    card.points = 75
                    self.assertEqual(self.card.points, 75)
                    self.assertEqual(self.card.ledger_ids[:1].create_uid, self.users[role])
                    continue
                self.assertDenied(card.write, {"points": 5000})
        self.assertEqual(self.card.points, 75)
        self.assertLedger()

    def test_points_of_other_cards_stay_as_stock_has_it(self):
        wallet = self.Card.create({"program_id": self.make_stock_program("ewallet").id, "points": 5})
        for role in ("salesperson", "cashier"):
            self.as_user(wallet, role).points += 1
        self.assertEqual(wallet.points, 7)

    @staticmethod
    def update_balance(wizards, values):
        wizards.create(values).action_update_card_point()

    @staticmethod
    def generate(wizards, values):
        return wizards.create(values).generate_coupons()

    def test_the_balance_wizard_takes_the_manager(self):
        values = {"card_id": self.card.id, "new_balance": 500, "description": "For me"}
        for role in ROLES:
            with self.subTest(role=role):
                Wizard = self.as_user(self.env["loyalty.card.update.balance"], role)
                if role == "manager":
                    self.update_balance(Wizard, values)
                    continue
                self.assertDenied(self.update_balance, Wizard, values)
        self.assertEqual((self.card.points, self.card.ledger_ids[:1].description), (500, "For me"))

    def test_new_accounts_with_points_take_the_manager(self):
        for role in ROLES:
            with self.subTest(role=role):
                Card = self.as_user(self.Card, role)
                values = {"program_id": self.club.id, "partner_id": self.make_partner().id, "points": 10}
                if role == "manager":
                    self.assertEqual(Card.create(values).points, 10)
                    continue
                self.assertDenied(Card.create, values)
                del values["points"]
                self.assertDenied(Card.with_context(default_points=10).create, values)

    def test_generated_cards_take_the_manager(self):
        for role in ROLES:
            with self.subTest(role=role):
                Wizard = self.as_user(self.env["loyalty.generate.wizard"], role)
                values = {"program_id": self.club.id, "mode": "anonymous", "coupon_qty": 1, "points_granted": 10}
                if role == "manager":
                    self.assertEqual(self.generate(Wizard, values).points, 10)
                    continue
                self.assertDenied(self.generate, Wizard, values)

    def test_what_the_ledger_keeps_of_an_account_cannot_be_written_around_it(self):
        """Each of these would make points without an entry, or let them go to somebody else."""
        friend = self.make_member(self.club)
        ewallet = self.make_stock_program("ewallet")
        self.env["loyalty.card"].flush_model()
        for role in ("salesperson", "sales_manager", "cashier", "club_user", "manager"):
            card = self.as_user(self.card, role)
            for values in (
                {"is_club": False},
                {"is_club": False, "points": 5000},
                {"merged_into_id": friend.id},
                {"points_expire_on": "2099-01-01"},
                {"program_id": ewallet.id, "points": 5000},
                {"ledger_ids": [Command.create({"kind": "accrual", "points": 5000})]},
            ):
                with self.subTest(role=role, values=values):
                    self.assertDenied(card.write, values, error=UserError)
            if role != "manager":
                self.assertDenied(card.write, {"partner_id": self.make_partner("Thief").id})
                self.assertDenied(card.write, {"joined_on": "1999-01-01"})
        for role in ("sales_manager", "manager"):
            Card = self.as_user(self.Card, role)
            self.assertTrue(Card.with_context(default_is_club=False).create({"program_id": self.club.id}).is_club)
            self.assertTrue(Card.create({"program_id": self.club.id, "is_club": False}).is_club)
            dated = {"points_expire_on": "2099-01-01"}
            self.assertDenied(Card.create, {"program_id": self.club.id, **dated})
            Card = Card.with_context(default_points_expire_on="2099-01-01")
            self.assertDenied(Card.create, {"program_id": self.club.id})
        self.assertLedger()

    def test_the_context_of_a_remote_caller_decides_nothing(self):
        card = self.as_user(self.card, "manager").with_context(
            default_kind="accrual",
            default_state="pending",
            default_origin_model="sale.order",
            default_origin_id=self.order.id,
            default_key="opening",
            default_arrears_cause="refund",
            kind="accrual",
            origin=("sale.order", self.order.id),
            arrears_cause="refund",
            points_by_document=True,
            by_document=True,
        )
        card.points = 90
        self.assertRecordValues(
            self.card.ledger_ids[:1],
            [
                {
                    "kind": "adjustment",
                    "state": "posted",
                    "points": 20,
                    "origin_model": False,
                    "origin_id": False,
                    "key": False,
                    "arrears_cause": False,
                }
            ],
        )
        self.assertDenied(card.write, {"points": -5}, error=UserError)
        salesperson = card.with_user(self.users["salesperson"])
        self.assertDenied(salesperson.write, {"points": 5000})

    # --- undoing ---

    def test_the_reverse_button_takes_the_manager(self):
        for role in ROLES:
            with self.subTest(role=role):
                Wizard = self.as_user(self.env["loyalty.ledger.reverse"], role)
                values = {"entry_id": self.entry.id, "points": 10, "reason": "Mistake"}
                if role == "manager":
                    Wizard.create(values).action_reverse()
                    continue
                self.assertDenied(Wizard.create, values)
                wizard = self.env["loyalty.ledger.reverse"].create(values)
                self.assertDenied(self.as_user(wizard, role).action_reverse)
        self.assertEqual(self.card.points, 60)
        self.assertEqual(self.card.ledger_ids[:1].create_uid, self.users["manager"])

    def test_closing_and_settings_take_a_manager(self):
        for role in ROLES:
            with self.subTest(role=role):
                wizard = self.env["loyalty.program.close"].create(
                    {"program_id": self.club.id, "last_day": "2099-01-01"}
                )
                Change = self.env["loyalty.program.expiry.change"].with_context(active_id=self.club.id)
                change = Change.create({"expiry_policy": "after_earning", "expiry_count": 1})
                if role != "manager":
                    self.assertDenied(self.as_user(wizard, role).action_close)
                    self.assertDenied(self.as_user(change, role).action_apply)
        self.assertFalse(self.club.closing_on)
        self.assertEqual(self.club.expiry_policy, "none")
        self.as_user(wizard, "manager").action_close()
        self.assertTrue(self.club.closing_on)

    # --- selling ---

    def test_documents_post_for_those_who_may_not(self):
        """A salesperson sells: the order posts what it means, as the superuser."""
        self.reservation.unlink()
        user = self.users["salesperson"]
        order = self.make_order(self.card.partner_id, [(self.make_product(100), 2)], user_id=user.id)
        order = self.as_user(order, "salesperson")
        order.action_confirm()
        self.assertEqual(self.card.points, 270)
        self.assertEqual(self.card.ledger_ids[:1].create_uid, user)
        order._action_cancel()
        self.assertEqual(self.card.points, 70)
        self.assertLedger()

    def test_sales_managers_make_promotions(self):
        """As in stock: who is no club manager makes programs with what is right for them."""
        Program = self.as_user(self.env["loyalty.program"], "sales_manager")
        self.assertTrue(Program.create({"name": "Autumn", "program_type": "promotion"}))
