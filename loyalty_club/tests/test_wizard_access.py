"""Windows show nothing of what their user may not read, whatever ids are sent."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .reward_case import RewardCase


@tagged("post_install", "-at_install")
class TestWizardAccess(RewardCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls.make_service()
        cls.tier = cls.make_tier("Gold", 10)
        cls.club.company_id = cls.env.company
        company = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.mine = cls.make_club(name="Mine", company_id=company.id)
        cls.user = cls.make_user("manager", company_id=company.id, company_ids=[Command.set(company.ids)])

    def assert_hidden(self, model, values, spec, start=None):
        """Neither a new window, nor a change of one, nor what the browser asks while it is filled in."""
        Wizard = self.env[model].with_user(self.user).with_company(self.mine.company_id)
        names = list(values)
        calls = {
            "create": lambda: Wizard.create(values),
            "onchange": lambda: Wizard.onchange(values, names, {name: {} for name in names} | spec),
            "default": lambda: Wizard.with_context(
                **{f"default_{name}": value for name, value in values.items()}
            ).onchange({}, [], {name: {} for name in names} | spec),
        }
        if start is not None:
            mine = Wizard.create(start)
            calls["write"] = lambda: mine.write(values)
        for name, call in calls.items():
            with (
                self.subTest(f"{model} {name} {names}"),
                self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models.ir_rule"),
                self.env.cr.savepoint(),
            ):
                call()

    def test_claiming(self):
        model = "loyalty.reward.claim.wizard"
        self.assert_hidden(model, {"card_id": self.card.id}, {"balance": {}, "program_id": {"fields": {}}}, {})
        self.assert_hidden(model, {"reward_id": self.service.id}, {"budget_left": {}}, {})

    def test_trying(self):
        model, start = "loyalty.simulation", {"program_id": self.mine.id}
        self.assert_hidden(model, {"program_id": self.club.id}, {"currency_id": {}}, start)
        self.assert_hidden(model, {"program_id": self.mine.id, "tier_id": self.tier.id}, {}, start)
        foreign = self.make_product(5.0, company_id=self.env.company.id)
        lines = [Command.create({"product_id": foreign.id})]
        self.assert_hidden(model, {"program_id": self.mine.id, "line_ids": lines}, {}, start)

    def test_changing_tiers(self):
        model = "loyalty.tier.preview"
        rules = {name: self.mine[name] for name in ("tier_qualify", "tier_period", "tier_keep", "tier_downgrade")}
        self.assert_hidden(model, {**rules, "program_id": self.club.id}, {}, {**rules, "program_id": self.mine.id})
        lines = [Command.create({"tier_id": self.tier.id, "name": "x"})]
        self.assert_hidden(model, {**rules, "program_id": self.mine.id, "line_ids": lines}, {})

    def test_other_windows(self):
        mine = self.env["loyalty.tier"].create({"program_id": self.mine.id, "name": "Gold", "min_points": 5})
        gold = {"tier_id": mine.id, "until": "2030-01-01", "reason": "x"}
        entry = {"entry_id": self.card.ledger_ids[:1].id, "reason": "x"}
        self.assert_hidden("loyalty.tier.set", {"card_ids": [Command.set(self.card.ids)], **gold}, {"card_id": {}})
        self.assert_hidden("loyalty.ledger.reverse", entry, {"max_points": {}})
        self.assert_hidden("loyalty.program.close", {"program_id": self.club.id}, {})

    def test_what_is_ones_own_opens(self):
        Wizard = self.env["loyalty.reward.claim.wizard"].with_user(self.user).with_company(self.mine.company_id)
        card = self.make_member(self.mine, 700, name="Bob")
        shown = Wizard.onchange({"card_id": card.id}, ["card_id"], {"card_id": {}, "balance": {}})
        self.assertIn("700", shown["value"]["balance"])
        self.assertEqual(Wizard.create({"card_id": card.id}).card_id.id, card.id)
