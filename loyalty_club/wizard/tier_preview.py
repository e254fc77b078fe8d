from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from ..engine.tier_values import TierSettings, problem_of_order
from ..engine.tiers import Ladder
from ..models.tier.program_ladder import TIER_SETTINGS

MINIMUMS = ("min_points", "min_amount", "min_orders")


class LoyaltyTierPreview(models.TransientModel):
    """Shows what a change of tiers does to the members of a club, before it is done."""

    _name = "loyalty.tier.preview"
    _inherit = "loyalty.readable.window"
    _description = "Change Tiers"

    program_id = fields.Many2one("loyalty.program", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="program_id.currency_id")
    tier_qualify = fields.Selection(selection=lambda self: self._get_selection("tier_qualify"), required=True)
    tier_period = fields.Selection(selection=lambda self: self._get_selection("tier_period"), required=True)
    tier_period_months = fields.Integer()
    tier_keep = fields.Selection(selection=lambda self: self._get_selection("tier_keep"), required=True)
    tier_keep_months = fields.Integer()
    tier_downgrade = fields.Selection(selection=lambda self: self._get_selection("tier_downgrade"), required=True)
    line_ids = fields.One2many("loyalty.tier.preview.line", "preview_id", "Tiers")
    keep_until = fields.Date(
        "Who would fall keeps the tier up to", help="Empty: members who no longer qualify fall at once."
    )
    coupons = fields.Boolean("Welcome coupons", help="Members who rise get the welcome coupon of their new tier.")
    move_ids = fields.One2many("loyalty.tier.preview.move", "preview_id", "Moves", readonly=True)
    is_previewed = fields.Boolean(readonly=True)
    seen_rules = fields.Char(readonly=True, help="The tiers and settings of the club at the last look.")
    member_count = fields.Integer("Members", readonly=True)
    moving_count = fields.Integer("Members who move", readonly=True)
    is_estimated = fields.Boolean(readonly=True)

    def _get_selection(self, name):
        return self.env["loyalty.program"]._fields[name]._description_selection(self.env)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        program = self.env["loyalty.program"].browse(values.get("program_id") or self.env.context.get("active_id"))
        if program.exists():
            values.update({name: program[name] for name in TIER_SETTINGS}, program_id=program.id)
            values["line_ids"] = [
                Command.create(
                    {"tier_id": tier.id, "sequence": number, "name": tier.name}
                    | {name: tier[name] for name in MINIMUMS}
                )
                for number, tier in enumerate(self._get_present_tiers(program), 1)
            ]
        return values

    def _get_present_tiers(self, program):
        """The tiers in use and the one that is to be in use again, lowest first."""
        restored = self.env["loyalty.tier"].browse(self.env.context.get("club_restored_tier_id") or []).exists()
        tiers = program._get_tiers() | restored.sudo().filtered(lambda tier: tier.program_id == program)
        return tiers.sorted(lambda tier: (tier.sequence, tier.id))

    @api.model_create_multi
    def create(self, vals_list):
        """Nobody has looked at a preview before it is there."""
        return super().create([{**vals, "is_previewed": False} for vals in vals_list])

    @api.onchange(*TIER_SETTINGS, "line_ids", "keep_until")
    def _onchange_rules(self):
        """What was previewed is no longer what would be applied."""
        self.is_previewed = False

    def write(self, vals):
        if {"line_ids", "keep_until", *TIER_SETTINGS} & vals.keys():
            vals = {**vals, "is_previewed": False}
        return super().write(vals)

    # --- looking ---

    def action_preview(self):
        """Count who would move where, and show it."""
        self.ensure_one()
        ladder = self._get_ladder()
        counted, count, estimated = self.program_id._preview_tiers(ladder, self.keep_until)
        names = {line._get_ref(): line.name for line in self.line_ids}
        ranks = {tier.ref: rank for rank, tier in enumerate(ladder.tiers)}
        before = {tier.id: tier.name for tier in self.program_id.sudo().with_context(active_test=False).tier_ids}
        moves = sorted(
            counted.items(), key=lambda move: (ranks.get(move[0][1], -1), ranks.get(move[0][0], -1)), reverse=True
        )
        nothing = self.env._("No tier")
        self.write(
            {
                "is_previewed": True,
                "seen_rules": self._get_present_rules(),
                "is_estimated": estimated,
                "member_count": count,
                "moving_count": sum(number for (old, new), number in moves if old != new),
                "move_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "from_name": names.get(old) or before.get(old, nothing),
                                "to_name": names.get(new, nothing),
                                "direction": self._get_direction(ranks, old, new),
                                "member_count": number,
                            }
                        )
                        for (old, new), number in moves
                    ),
                ],
            }
        )
        return self._reopen()

    def _get_present_rules(self):
        return repr(self.program_id._get_tier_rules()[:2])

    @staticmethod
    def _get_direction(ranks, old, new):
        if old == new:
            return "same"
        return "up" if ranks.get(new, -1) > ranks.get(old, -1) else "down"

    def _get_ladder(self):
        """The rules of this window as a value of the engine.

        :raise ValidationError: they contradict each other
        """
        settings = TierSettings(**{name.removeprefix("tier_"): self[name] for name in TIER_SETTINGS})
        if settings.period == "rolling" and settings.period_months <= 0:
            raise ValidationError(self.env._("Say how many months count for reaching a tier: at least 1."))
        if settings.keep.startswith("months") and settings.keep_months <= 0:
            raise ValidationError(self.env._("Say for how many months a tier lasts: at least 1."))
        if settings.keep.endswith("period_end") and settings.period != "calendar_year":
            raise ValidationError(
                self.env._(
                    "A tier can last to the end of a year only where the calendar year counts. Let the calendar year "
                    "count, or let the tier last for some months."
                )
            )
        lines = self.line_ids.sorted("sequence")
        if any(line[name] < 0 for line in lines for name in MINIMUMS):
            raise ValidationError(
                self.env._("What a tier asks for cannot be negative. Write 0 for what is not asked for.")
            )
        tiers = [line._get_engine_tier() for line in lines]
        for number in range(1, len(tiers)):
            problem = problem_of_order(tiers[number - 1], tiers[number], settings.qualify)
            if problem:
                raise ValidationError(self.program_id._get_order_problem(problem, lines[number - 1], lines[number]))
        return Ladder(settings, tiers)

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change Tiers"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    # --- doing ---

    def action_apply(self):
        """Save the tiers and settings, and move the members.

        :raise UserError: there was no look at what it does
        """
        self.ensure_one()
        if not self.is_previewed:
            raise UserError(self.env._("Look at what changes first: “Show what changes”."))
        if self.seen_rules != self._get_present_rules():
            raise UserError(
                self.env._(
                    "The tiers of “%s” were changed meanwhile. Close this window and open it again.",
                    self.program_id.name,
                )
            )
        self._get_ladder()
        program = self.program_id
        with program._watch_tiers(keep_until=self.keep_until, coupons=self.coupons):
            program.write({name: self[name] for name in TIER_SETTINGS})
            self._place_other_tiers()
            for number, line in enumerate(self.line_ids.sorted("sequence"), 1):
                values = {"name": line.name, "sequence": 10 * number, "active": True}
                values |= {name: line[name] for name in MINIMUMS}
                if line.tier_id:
                    line.tier_id.write({name: value for name, value in values.items() if line.tier_id[name] != value})
                else:
                    line.tier_id = self.env["loyalty.tier"].create({"program_id": program.id, **values})
        return {"type": "ir.actions.act_window_close"}

    def _place_other_tiers(self):
        """Archive tiers that are not in this window. They stay beneath those that were above them: a reward from such a
        tier on is for those.
        """
        places = {line.tier_id: number for number, line in enumerate(self.line_ids.sorted("sequence"), 1)}
        above = 10 * len(places) + 10
        for tier in self.program_id.with_context(active_test=False).tier_ids.sorted(
            lambda tier: (tier.sequence, tier.id), reverse=True
        ):
            if tier in places:
                above = min(above, 10 * places[tier])
            else:
                tier.write({"active": False, "sequence": above - 5})
