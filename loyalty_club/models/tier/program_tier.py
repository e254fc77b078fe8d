from contextlib import contextmanager
from itertools import pairwise

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine.tier_values import problem_of_order
from .program_ladder import TIER_SETTINGS

WATCHED = "loyalty_club.tiers"


class LoyaltyProgram(models.Model):
    """How tiers of a club are reached, kept and lost."""

    _inherit = "loyalty.program"

    tier_ids = fields.One2many("loyalty.tier", "program_id", "Tiers")
    tier_qualify = fields.Selection(
        [("any", "any of its minimums is met"), ("all", "all its minimums are met")],
        "A tier is reached when",
        default="any",
        required=True,
    )
    tier_period = fields.Selection(
        [
            ("lifetime", "since joining"),
            ("rolling", "in the last months"),
            ("calendar_year", "in the calendar year"),
        ],
        "What counts",
        default="rolling",
        required=True,
    )
    tier_period_months = fields.Integer("Months that count", default=12)
    tier_keep = fields.Selection(
        [
            ("forever", "for ever"),
            ("period_end", "to the end of the year"),
            ("next_period_end", "to the end of the following year"),
            ("months_after_reached", "for some months"),
            ("months_after_purchase", "for some months after the last purchase"),
        ],
        "A reached tier lasts",
        default="months_after_reached",
        required=True,
    )
    tier_keep_months = fields.Integer("Months that it lasts", default=12)
    tier_downgrade = fields.Selection(
        [
            ("never", "it stays"),
            ("one_step", "one tier down"),
            ("qualified", "down to the tier that is qualified for"),
        ],
        "When it is not kept up",
        default="qualified",
        required=True,
    )

    _tier_period_months_check = models.Constraint(
        "CHECK (tier_period != 'rolling' OR tier_period_months > 0)",
        "Say how many months count for reaching a tier: at least 1.",
    )
    _tier_keep_months_check = models.Constraint(
        "CHECK (tier_keep NOT IN ('months_after_reached', 'months_after_purchase') OR tier_keep_months > 0)",
        "Say for how many months a tier lasts: at least 1.",
    )
    _tier_keep_check = models.Constraint(
        "CHECK (tier_keep NOT IN ('period_end', 'next_period_end') OR tier_period = 'calendar_year')",
        "A tier can last to the end of a year only where the calendar year counts. Let the calendar year count, or let "
        "the tier last for some months.",
    )

    # --- CRUD: what changes the tiers of a club changes those of its members ---

    @api.model_create_multi
    def create(self, vals_list):
        with self._watch_tiers():
            return super().create(vals_list)

    def write(self, vals):
        if vals.get("active") is False:
            self._check_no_welcome_coupon()
        if not {"tier_ids", "tz", *TIER_SETTINGS} & vals.keys():
            return super().write(vals)
        with self._watch_tiers():
            return super().write(vals)

    def _check_no_welcome_coupon(self):
        tier = self.env["loyalty.tier"].sudo().search([("welcome_program_id", "in", self.ids)], limit=1)
        if tier:
            raise UserError(
                self.env._(
                    "“%(program)s” is the welcome coupon of the tier “%(tier)s” of “%(club)s”. "
                    "Choose another one there before you archive it.",
                    program=tier.welcome_program_id.name,
                    tier=tier.name,
                    club=tier.program_id.name,
                )
            )

    @contextmanager
    def _watch_tiers(self, **options):
        """Within, tiers and their settings may change in several steps; when the outermost block ends, their order is
        checked and members get the tiers that follow.

        :param options: of :meth:`_apply_tiers`
        """
        data = self.env.cr.cache
        watched, outermost = data.get(WATCHED), WATCHED not in data
        if outermost:
            watched = data[WATCHED] = {}
        try:
            for program in self.filtered(lambda program: program.program_type == "loyalty"):
                watched.setdefault(program.id, program._get_tier_rules())
            yield
        finally:
            if outermost:
                data.pop(WATCHED, None)
        if not outermost:
            return
        for program in self.env["loyalty.program"].browse(watched).exists():
            rules = program._get_tier_rules()
            if rules != watched[program.id]:
                program._check_tier_order()
                if not options:
                    program._check_tier_change(watched[program.id])
                program.sudo()._apply_tiers(**options)

    def _get_tier_rules(self):
        """Everything that decides about the tiers of members, to be compared."""
        ladder = self._get_ladder()
        return ladder.settings, ladder.tiers, self.tz

    def _check_tier_change(self, before):
        """Where members could move, people change tiers in the window that shows it before.

        :param before: what :meth:`_get_tier_rules` gave before the change
        :raise UserError: names that window
        """
        tiers = before[1]
        if self.env.su or not tiers or before[:2] == self._get_tier_rules()[:2] or not self.has_entries:
            return
        raise UserError(
            self.env._(
                "“%s” has members who may move by this. Use “Change tiers…” on the club or on one of its tiers: there "
                "you see who moves where before it is saved.",
                self.name,
            )
        )

    def _check_tier_order(self):
        """Each tier asks for more than the one beneath it.

        :raise ValidationError: says what to change
        """
        tiers = self._get_tiers()
        for lower, upper in pairwise(tiers):
            problem = problem_of_order(lower._get_engine_tier(), upper._get_engine_tier(), self.tier_qualify)
            if problem:
                raise ValidationError(self._get_order_problem(problem, lower, upper))

    def _get_order_problem(self, problem, lower, upper):
        names = {"upper": upper.name, "lower": lower.name}
        if problem == "free":
            return self.env._(
                "“%(upper)s” asks for nothing, so everybody would reach it and nobody would stay at “%(lower)s”. "
                "Only the lowest tier may ask for nothing: give “%(upper)s” a minimum, or move it beneath.",
                **names,
            )
        if problem == "same":
            return self.env._(
                "Whoever reaches “%(lower)s” has reached “%(upper)s” as well. Let “%(upper)s” ask for more.", **names
            )
        what = upper._fields[f"min_{problem}"]._description_string(self.env)
        return self.env._(
            "“%(upper)s” asks for less than “%(lower)s”, the tier beneath it (%(what)s: %(high)s and %(low)s). "
            "Raise the one, lower the other, or change their order.",
            what=what,
            high=f"{upper[f'min_{problem}']:g}",
            low=f"{lower[f'min_{problem}']:g}",
            **names,
        )
