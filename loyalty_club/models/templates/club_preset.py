from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from . import balances, beauty, coffee_house, marketplace, points, seasons, stamps, tiers, travel, trips

PRESETS = {
    module.__name__.rpartition(".")[2]: module.describe
    for module in (balances, beauty, coffee_house, marketplace, points, seasons, stamps, tiers, travel, trips)
}


class LoyaltyClubPreset(models.Model):
    """A kind of club to start with: one click makes a club that works, and everything in it can be changed."""

    _name = "loyalty.club.preset"
    _description = "Club Preset"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Char(required=True, translate=True, help="What such a club does, in a sentence.")
    example = fields.Char(translate=True, help="A club that is known for it.")
    icon = fields.Char(default="fa-star", help="A Font Awesome icon.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    code = fields.Char(required=True, help="Which of the presets in the software it is.")

    _code_uniq = models.Constraint("UNIQUE (code)", "There is a preset with this code already.")

    def action_create_club(self):
        """Make a club from the preset and open it."""
        self.ensure_one()
        club = self._create_club()
        return {
            "type": "ir.actions.act_window",
            "res_model": "loyalty.program",
            "res_id": club.id,
            "view_mode": "form",
            "views": [(self.env.ref("loyalty.loyalty_program_view_form").id, "form")],
        }

    def _create_club(self, **values):
        """Make a club with its tiers, rules, rewards and activities.

        :param values: field values of the program that override those of the preset
        :return: the new ``loyalty.program``
        :raise UserError: the preset is none of those that the software knows
        """
        self.ensure_one()
        parts = self._get_parts()
        company = {"company_id": values.get("company_id", self.env.company.id)}
        coupons = {ref: self._create_coupons({**vals, **company}) for ref, vals in parts.get("coupons", {}).items()}
        rewards = [self._resolve(reward, {}, coupons) for reward in parts["rewards"]]
        ranks = [reward.pop("tier", None) for reward in rewards]
        club = self.env["loyalty.program"].create(
            {
                **self._get_program_defaults(),
                "reward_ids": [Command.clear(), *map(Command.create, rewards)],
                **company,
                **parts["program"],
                **values,
            }
        )
        tiers = self._create_tiers(club, parts.get("tiers", {}), coupons)
        for reward, rank in zip(club.reward_ids.sorted("id"), ranks, strict=True):
            if rank:
                reward.min_tier_id = tiers[rank]
        self._create_all("loyalty.rule", club, parts.get("rules", ()), tiers, coupons)
        self._create_all("loyalty.activity", club, parts.get("activities", ()), tiers, coupons)
        return club

    def _get_parts(self):
        """What the club consists of, in the words of ``models/templates``."""
        describe = PRESETS.get(self.code)
        if not describe:
            raise UserError(self.env._("There is no preset “%s”. Choose another one.", self.code))
        return describe(self.env)

    def _get_program_defaults(self):
        return {
            "program_type": "loyalty",
            "applies_on": "both",
            "trigger": "auto",
            "portal_visible": True,
            "rule_ids": [Command.clear()],
        }

    def _create_coupons(self, values):
        """A program of single-use coupons of a sum of money: ``worth``."""
        worth = values.pop("worth")
        reward = {"reward_type": "discount", "discount_mode": "per_order", "discount": worth, "required_points": 1}
        return self.env["loyalty.program"].create(
            {
                "program_type": "coupons",
                "reward_ids": [Command.clear(), Command.create(reward)],
                "rule_ids": [Command.clear()],
                **values,
            }
        )

    def _create_tiers(self, club, tiers, coupons):
        """:param dict tiers: {word: values}, the lowest first; :return: {word: tier}"""
        records = self.env["loyalty.tier"].create(
            [
                {"program_id": club.id, "sequence": 10 * place, **self._resolve(values, {}, coupons)}
                for place, values in enumerate(tiers.values(), start=1)
            ]
        )
        return dict(zip(tiers, records, strict=True))

    def _create_all(self, model, club, values_list, tiers, coupons):
        self.env[model].create(
            [{"program_id": club.id, **self._resolve(values, tiers, coupons)} for values in values_list]
        )

    @staticmethod
    def _resolve(values, tiers, coupons):
        """Words of the preset become records: ``tiers``, and coupon programs by field."""
        values = dict(values)
        if "tiers" in values:
            values["tier_ids"] = [Command.set([tiers[word].id for word in values.pop("tiers")])]
        for name in ("welcome_program_id", "coupon_program_id", "voucher_program_id"):
            if name in values:
                values[name] = coupons[values[name]].id
        return values
