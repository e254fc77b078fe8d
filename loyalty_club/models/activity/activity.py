from functools import partial

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine.activities import ActivityRule
from ...engine.points import exact
from .activity_event import Terms

TRIGGERS = [
    ("join", "Joining the club"),
    ("profile_complete", "Completing the profile"),
    ("birthday", "Birthday"),
    ("membership_anniversary", "Anniversary of joining"),
    ("first_purchase", "First purchase"),
    ("referral_joined", "An invited friend joined"),
    ("referral_purchased", "An invited friend purchased"),
    ("referred_joined", "Joined through a friend"),
    ("referred_purchased", "First purchase of an invited friend"),
    ("survey_completed", "Completing a survey"),
    ("product_review", "Reviewing a purchased product"),
    ("newsletter_optin", "Subscribing to the newsletter"),
    ("social_follow", "Following on social media"),
    ("check_in", "Checking in at the shop"),
    ("invoice_paid_early", "Paying an invoice early"),
    ("balance", "A balance, reported daily"),
    ("custom", "Something else (by staff or API)"),
]
REPORTED = ("balance", "custom")
"""Triggers that other systems report by a code."""
IMPLICIT_LIMITS = {"first_purchase": "ever", "check_in": "day"}
"""Triggers that pay once in such a period where the rule has no limit of its own."""


class LoyaltyActivity(models.Model):
    """A point rule for something that is not a purchase."""

    _name = "loyalty.activity"
    _description = "Club Activity Rule"
    _inherit = ["mail.thread"]
    _order = "program_id, sequence, id"

    name = fields.Char(required=True, translate=True, tracking=True, help="Members see it in their history.")
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    program_id = fields.Many2one(
        "loyalty.program",
        "Club",
        required=True,
        ondelete="cascade",
        index=True,
        domain=[("program_type", "=", "loyalty")],
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True)
    trigger = fields.Selection(TRIGGERS, "When", required=True, default="join", tracking=True)
    code = fields.Char(tracking=True, help="The name by which other systems report it.")
    survey_ids = fields.Many2many(
        "survey.survey",
        string="Only these surveys",
        help="None: every survey counts.",
        groups="loyalty_club.group_club_manager,loyalty_club.group_club_auditor",
    )
    points = fields.Float(digits=(16, 2), required=True, default=10, tracking=True)
    quantity_step = fields.Float(
        "For each", digits=(16, 2), help="0: the points are given once. Otherwise for each full step of the quantity."
    )
    count_parts = fields.Boolean(
        "Count parts of a step",
        help="A part of a step counts by its share, rounded as the club rounds. Otherwise only full steps count.",
    )
    min_quantity = fields.Float("At least", digits=(16, 2), help="Less than this earns nothing.")
    limit_points = fields.Float("Points at most", digits=(16, 2), help="Per member and period; 0: no limit.")
    limit_count = fields.Integer("Times at most", help="Per member and period; 0: no limit.")
    limit_period = fields.Selection(
        [("day", "a day"), ("week", "a week"), ("month", "a month"), ("year", "a year"), ("ever", "ever")],
        "Period of the limit",
        default="ever",
        required=True,
    )
    tier_ids = fields.Many2many(
        "loyalty.tier",
        string="Only for tiers",
        domain="[('program_id', '=', program_id)]",
        context={"active_test": False},
    )
    date_from = fields.Date("From")
    date_to = fields.Date("Until")
    requires_approval = fields.Boolean(
        "Needs approval", help="Nothing is booked by itself: members claim it, or what happened becomes a claim. "
        "Staff accept or refuse."
    )  # fmt: skip
    is_qualifying = fields.Boolean("Counts for tiers", help="The points count for reaching and keeping tiers.")
    coupon_program_id = fields.Many2one(
        "loyalty.program",
        "Coupon",
        ondelete="restrict",
        index="btree_not_null",
        domain=[("program_type", "=", "coupons")],
        tracking=True,
        help="Members get a coupon of this program, too.",
    )
    coupon_days = fields.Integer("Coupon lasts", help="Days after the day it was given; 0: for ever.")
    entry_count = fields.Integer("Times paid", compute="_compute_entry_figures")
    entry_points = fields.Float("Points paid", digits=(16, 2), compute="_compute_entry_figures")

    _amounts_check = models.Constraint(
        "CHECK (points >= 0 AND quantity_step >= 0 AND min_quantity >= 0 AND coupon_days >= 0)",
        "Points, quantities and days of an activity cannot be negative.",
    )
    _limits_check = models.Constraint(
        "CHECK (limit_points >= 0 AND limit_count >= 0)",
        "A limit cannot be negative. Write 0 for no limit.",
    )
    _gives_check = models.Constraint(
        "CHECK (points > 0 OR coupon_program_id IS NOT NULL)",
        "An activity gives something. Write how many points, or choose a coupon.",
    )
    _dates_check = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "The last day of an activity cannot be before its first day.",
    )
    _code_idx = models.Index("(program_id, code) WHERE code IS NOT NULL")

    # --- checks ---

    @api.constrains("program_id", "tier_ids")
    def _check_club(self):
        for activity in self:
            if activity.program_id.program_type != "loyalty":
                raise ValidationError(
                    self.env._("“%s” belongs to no club. Choose a loyalty program.", activity.program_id.name)
                )
            strange = activity.tier_ids.filtered(lambda tier, club=activity.program_id: tier.program_id != club)
            if strange:
                raise ValidationError(
                    self.env._(
                        "The tier “%(tier)s” is not one of “%(club)s”. Choose tiers of that club.",
                        tier=strange[0].name,
                        club=activity.program_id.name,
                    )
                )

    @api.constrains("trigger", "code", "requires_approval")
    def _check_code(self):
        for activity in self:
            if activity.trigger == "social_follow" and not (activity.code or activity.requires_approval):
                raise ValidationError(
                    self.env._(
                        "Nobody sees “%s” by itself. Tick “Needs approval”, so that members claim it, or give it a "
                        "code by which another system reports it.",
                        activity.name,
                    )
                )
            if activity.trigger in REPORTED and not activity.code:
                raise ValidationError(
                    self.env._("Give “%s” a code: other systems report it by its code.", activity.name)
                )

    @api.constrains("coupon_program_id", "active")
    def _check_coupon(self):
        for activity in self.filtered(lambda activity: activity.active and activity.coupon_program_id):
            program = activity.coupon_program_id
            if program.program_type != "coupons" or not program.active:
                raise ValidationError(
                    self.env._(
                        "“%(program)s” gives no coupons: it is archived, or of another type. Choose an active coupon "
                        "program for “%(activity)s”.",
                        program=program.name,
                        activity=activity.name,
                    )
                )

    # --- figures ---

    def _compute_entry_figures(self):
        rows = (
            self.env["loyalty.ledger.entry"]
            .sudo()
            ._read_group([("activity_id", "in", self.ids)], ["activity_id"], ["__count", "points:sum"])
        )
        figures = {activity.id: (count, points) for activity, count, points in rows}
        for activity in self:
            activity.entry_count, activity.entry_points = figures.get(activity.id, (0, 0.0))

    # --- CRUD ---

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        activities._forget_triggers()
        return activities

    def write(self, vals):
        result = super().write(vals)
        if {"trigger", "active", "program_id"} & vals.keys():
            self._forget_triggers()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_triggers()
        return result

    def _forget_triggers(self):
        """Which triggers are in use is cached; what others cache before the commit is forgotten, too."""
        self.env.registry.clear_cache()
        self.env.cr.postcommit.add(partial(self.env.registry.clear_cache))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_paid(self):
        if self.env["loyalty.ledger.entry"].sudo().search_count([("activity_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._("An activity that was paid cannot be deleted. Archive it instead; its entries stay.")
            )

    # --- actions ---

    def action_open_entries(self):
        """The ledger entries of this activity."""
        self.ensure_one()
        action = self.env["loyalty.ledger.entry"]._get_list_action()
        action["domain"] = [("activity_id", "=", self.id)]
        action["context"] = {}
        return action

    # --- what the recording asks ---

    def _get_rule(self):
        """The arithmetic of this activity as a value of the engine."""
        self.ensure_one()
        period, count = self.limit_period, self.limit_count
        if self.trigger in IMPLICIT_LIMITS and not (count or self.limit_points):
            period, count = IMPLICIT_LIMITS[self.trigger], 1
        return ActivityRule(
            points=exact(self.points),
            step=exact(self.quantity_step),
            parts=self.count_parts,
            minimum=exact(self.min_quantity),
            max_points=exact(self.limit_points),
            max_count=count,
            period=period,
            rounding=exact(self.program_id.points_rounding),
            method=self.program_id.points_rounding_method,
        )

    def _get_terms(self):
        """The activity as a value, read once for a batch; it is over when its club is."""
        self.ensure_one()
        club, conditions = self.program_id, self.with_context(active_test=False)  # archived ones stay conditions
        return Terms(
            activity=self,
            id=self.id,
            name=self.name,
            trigger=self.trigger,
            code=self.code or None,
            is_reported=self.trigger in REPORTED,
            date_from=max(filter(None, (self.date_from, club.date_from)), default=None),
            date_to=min(filter(None, (self.date_to, club.date_to)), default=None),
            tiers=frozenset(conditions.tier_ids.ids),
            surveys=frozenset(conditions.survey_ids.ids),
            requires_approval=self.requires_approval,
            is_qualifying=self.is_qualifying,
            has_budget=self.has_budget,
            rule=self._get_rule(),
        )
