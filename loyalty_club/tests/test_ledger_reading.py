from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import tagged

from .access_case import LEDGER_MODELS, AccessCase

SECRETS = {"loyalty.account.code", "loyalty.throttle", "loyalty.coalition.rate", "loyalty.message.turn"}
"""What was sent to log in, who guessed and who called, whose turn it is: nobody reads it, an auditor neither."""

OF_STOCK = {
    ("loyalty.membership.term", "transaction_ids"),
    ("loyalty.news", "config_ids"),
    ("loyalty.news", "team_ids"),
}
"""What Odoo shows to those who do the accounts, or sell, only."""

KEYS = {
    ("loyalty.message", "token"),
    ("loyalty.message", "mail_ref"),
    ("loyalty.survey.invitation", "token"),
    ("loyalty.survey.invitation", "url"),
}
"""Whoever has them acts as the member."""

COMPUTERS = {
    ("loyalty.coalition.partner", name)
    for name in (
        "remote_url",
        "remote_key",
        "remote_database",
        "own_database",
        "webhook_url",
        "webhook_secret",
        "hook_token",
        "hook_url",
        "hook_secret",
    )
}
"""How partners' computers are reached, and with which keys: for managers only."""


@tagged("post_install", "-at_install")
class TestLedgerReading(AccessCase):
    """What the auditor and staff see."""

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
                own -= {field for owner, field in OF_STOCK | KEYS | COMPUTERS if owner == name}
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
