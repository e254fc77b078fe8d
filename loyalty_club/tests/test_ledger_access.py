from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ROLES, ClubCase

LEDGER_MODELS = ("loyalty.ledger.entry", "loyalty.ledger.allocation", "loyalty.reservation")
STAFF = ("salesperson", "sales_manager", "cashier", "club_user", "manager", "auditor")

SECRETS = {"loyalty.account.code", "loyalty.throttle"}
"""What was sent to log in, and who guessed: nobody reads it, an auditor neither."""

PAYMENTS = {("loyalty.membership.term", "transaction_ids")}
"""What Odoo shows to those who do the accounts only."""


@tagged("post_install", "-at_install")
class TestLedgerAccess(ClubCase):
    """Who may read, write, create and delete what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {role: cls.make_user(role) for role in ROLES}
        cls.card = cls.make_member(cls.club)
        cls.entry = cls.card._post_points(100, "accrual")
        cls.debit = cls.card._post_points(-30, "redemption")
        cls.order = cls.make_order(cls.card.partner_id, [(cls.make_product(), 1)])
        cls.reservation = cls.env["loyalty.reservation"].create(
            {
                "card_id": cls.card.id,
                "points": 10,
                "origin_model": "sale.order",
                "origin_id": cls.order.id,
                "expires_at": "2099-01-01 00:00:00",
            }
        )

    def as_user(self, record, role):
        self.env.invalidate_all()
        return record.with_user(self.users[role]).sudo(False)

    def assertDenied(self, function, *args, error=AccessError, **kwargs):  # noqa: N802
        with self.assertRaises(error), self.env.cr.savepoint():
            function(*args, **kwargs)

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

    # --- the auditor ---

    def test_the_auditor_sees_all_and_changes_nothing(self):
        own_notes = {
            "loyalty.ledger.check",
            "loyalty.ledger.check.line",
            "loyalty.simulation",
            "loyalty.simulation.line",
        }
        stock = set(self.env["ir.model"].search([("model", "like", "loyalty.")]).mapped("model"))
        names = {name for name in stock if not self.env[name]._abstract and not self.env[name]._transient}
        self.assertLessEqual(set(LEDGER_MODELS) | {"loyalty.card", "loyalty.program"}, names)
        for name in sorted(names):
            with self.subTest(model=name):
                model = self.as_user(self.env[name], "auditor")
                self.assertEqual(model.has_access("read"), name not in SECRETS)
                own = {field.name for field in model._fields.values() if "loyalty_club" in field._modules}
                own -= {field for owner, field in PAYMENTS if owner == name}
                if name not in SECRETS:
                    model.search([], limit=5).read(list(own))
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(model.has_access(operation), operation)
        wizards = self.env["ir.model"].search([("model", "like", "loyalty."), ("transient", "=", True)])
        for wizard in wizards:
            with self.subTest(wizard=wizard.model):
                allowed = self.as_user(self.env[wizard.model], "auditor").has_access("create")
                self.assertEqual(allowed, wizard.model in own_notes)

    def test_staff_of_the_club_open_the_forms(self):
        for role in ("club_user", "manager", "auditor"):
            for record, view in (
                (self.card, "loyalty_club.loyalty_card_action_member"),
                (self.entry, "loyalty_club.loyalty_ledger_entry_action"),
                (self.club, "loyalty_club.loyalty_program_action_club"),
            ):
                with self.subTest(role=role, model=record._name):
                    action = self.env.ref(view)
                    views = {kind: number for number, kind in action.views}
                    mine = self.as_user(record, role)
                    arch = mine.get_views([(views.get("form"), "form")])["views"]["form"]["arch"]
                    names = {node.get("name") for node in etree.fromstring(arch).iter("field")}
                    mine.read([name for name in names if name in mine._fields])

    def test_the_auditor_opens_what_there_is_to_see(self):
        card = self.as_user(self.card, "auditor")
        card.read(["points", "pending_points", "lifetime_points", "reserved_points", "expiring_points", "points_value"])
        self.as_user(self.club, "auditor").read(
            ["outstanding_points", "outstanding_value", "member_count", "has_entries"]
        )
        self.assertTrue(card.action_open_ledger())
        self.as_user(self.env["loyalty.ledger.check"], "auditor").action_check()

    def test_a_document_opens_for_who_may_read_it(self):
        partner = self.make_partner()
        order = self.make_sale(partner, [(self.make_product(), 1)])
        entry = self.Entry.search([("origin_model", "=", "sale.order"), ("origin_id", "=", order.id)])
        self.assertTrue(self.as_user(entry, "sales_manager").can_open_origin)
        self.assertEqual(self.as_user(entry, "sales_manager").action_open_origin()["res_id"], order.id)
        self.assertFalse(self.as_user(entry, "auditor").can_open_origin)
        with self.assertRaisesRegex(UserError, "not among those"):
            self.as_user(entry, "auditor").action_open_origin()
