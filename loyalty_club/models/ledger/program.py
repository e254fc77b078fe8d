from datetime import datetime, time

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.base.models.res_partner import _tz_get

from ...engine.expiry import ExpiryPolicy, parse_days

FROZEN_FIELDS = {"program_type", "currency_id", "company_id"}


class LoyaltyProgram(models.Model):
    """A club is a stock program of type ``loyalty``; these are the settings of its ledger."""

    _inherit = "loyalty.program"

    tz = fields.Selection(
        _tz_get,
        "Time zone",
        compute="_compute_tz",
        store=True,
        readonly=False,
        precompute=True,
        help="A day of the club is a day there.",
    )
    earn_on = fields.Selection(
        [
            ("order", "the order is confirmed"),
            ("invoice_paid", "its invoices are paid"),
            ("delivery", "its goods are delivered"),
        ],
        "Points are earned when",
        default="order",
        required=True,
    )
    hold_days = fields.Integer(
        "Waiting days", help="Days that earned points stay pending after that, for example your return window."
    )
    points_rounding = fields.Float(
        "Round points to",
        digits=(16, 2),
        default=0.01,
        required=True,
        help="1 gives whole points, 0.01 cents of points.",
    )
    points_rounding_method = fields.Selection(
        [("DOWN", "down"), ("UP", "up"), ("HALF-UP", "to the nearest")], "Rounding", default="DOWN", required=True
    )
    expiry_policy = fields.Selection(
        [
            ("none", "never"),
            ("after_earning", "some time after they were earned"),
            ("inactivity", "when the member is inactive for some time"),
            ("fixed_dates", "on fixed days of the year"),
        ],
        "Points expire",
        default="none",
        required=True,
    )
    expiry_count = fields.Integer("Expire after", default=12)
    expiry_unit = fields.Selection(
        [("day", "days"), ("month", "months"), ("year", "years")], default="month", required=True
    )
    expiry_round = fields.Selection(
        [
            ("none", "on that very day"),
            ("end_of_month", "at the end of that month"),
            ("end_of_year", "at the end of that year"),
        ],
        default="none",
        required=True,
    )
    expiry_dates = fields.Char("Last usable days", help="Month-day, separated by commas, for example 06-21,12-21.")
    reversal_grace_days = fields.Integer(
        default=30,
        help="When spent points come back after their date, the member may use them for this many days.",
    )
    debit_policy = fields.Selection(
        [
            ("arrears", "go below zero; the next points repay it"),
            ("within_balance", "take what is there, forgive the rest"),
        ],
        "A refund takes more than is left",
        default="arrears",
        required=True,
    )
    enrollment = fields.Selection(
        [("auto", "everybody who buys"), ("opt_in", "those who joined")],
        "Points are for",
        default="auto",
        required=True,
    )
    contact_accounts = fields.Selection(
        [("contact", "each has an account"), ("company", "share the company's account")],
        "Contacts of a company",
        default="contact",
        required=True,
    )
    reservation_minutes = fields.Integer(
        "Hold points for payment",
        default=60,
        help="Minutes that points stay reserved for a payment in progress, online or at a till.",
    )
    closing_on = fields.Date(
        "Closing on",
        readonly=True,
        copy=False,
        help="Last day on which points can be spent; nothing is earned any more.",
    )
    point_value = fields.Float(
        "Value of a point",
        digits=(16, 4),
        compute="_compute_point_value",
        store=True,
        readonly=False,
        help="In the club's currency, for the value of outstanding points. Filled from the best reward in money.",
    )
    ledger_entry_ids = fields.One2many("loyalty.ledger.entry", "program_id", readonly=True)
    has_entries = fields.Boolean(compute="_compute_has_entries")
    member_count = fields.Integer("Members", compute="_compute_outstanding")
    outstanding_points = fields.Float(digits=(16, 2), compute="_compute_outstanding")
    outstanding_value = fields.Monetary(compute="_compute_outstanding", currency_field="currency_id")
    pending_points = fields.Float(digits=(16, 2), compute="_compute_outstanding")

    _points_rounding_check = models.Constraint("CHECK (points_rounding >= 0.01)", "Round points to at least 0.01.")
    _hold_days_check = models.Constraint("CHECK (hold_days >= 0)", "Waiting days cannot be negative.")
    _expiry_count_check = models.Constraint(
        "CHECK (expiry_policy NOT IN ('after_earning', 'inactivity') OR expiry_count > 0)",
        "Say after how many days, months or years points expire: at least 1.",
    )
    _grace_check = models.Constraint("CHECK (reversal_grace_days >= 0)", "Days of grace cannot be negative.")
    _reservation_check = models.Constraint(
        "CHECK (reservation_minutes > 0)", "Points must be held for at least one minute."
    )

    @api.depends("company_id")
    def _compute_tz(self):
        for program in self:
            program.tz = program.tz or program.company_id.partner_id.tz or self.env.company.partner_id.tz or "UTC"

    @api.depends(
        "reward_ids.reward_type", "reward_ids.discount", "reward_ids.discount_mode", "reward_ids.required_points"
    )
    def _compute_point_value(self):
        for program in self:
            program.point_value = program.point_value or max(
                (reward._get_point_value() for reward in program.reward_ids), default=0.0
            )

    def _compute_has_entries(self):
        with_entries = set()
        if self.ids:
            self.env.cr.execute(
                "SELECT p.id FROM loyalty_program p WHERE p.id = ANY(%s) AND EXISTS ("
                "SELECT 1 FROM loyalty_ledger_entry e WHERE e.program_id = p.id)",
                [self.ids],
            )
            with_entries = {row[0] for row in self.env.cr.fetchall()}
        for program in self:
            program.has_entries = program.id in with_entries

    @api.depends("coupon_ids.points", "point_value")
    def _compute_outstanding(self):
        Card = self.env["loyalty.card"].sudo()
        clubs = [("program_id", "in", self.ids), ("is_club", "=", True)]
        members = dict(Card._read_group(clubs, ["program_id"], ["__count"]))
        points = dict(Card._read_group([*clubs, ("points", ">", 0)], ["program_id"], ["points:sum"]))
        pending = dict(
            self.env["loyalty.ledger.entry"]
            .sudo()
            ._read_group([("program_id", "in", self.ids), ("state", "=", "pending")], ["program_id"], ["points:sum"])
        )
        for program in self:
            program.member_count = members.get(program, 0)
            program.outstanding_points = points.get(program, 0.0)
            program.pending_points = pending.get(program, 0.0)
            program.outstanding_value = program.outstanding_points * program.point_value

    def _forget_figures(self):
        """What is computed from the ledger is computed anew; SQL has changed it."""
        figures = ["has_entries", "member_count", "outstanding_points", "outstanding_value", "pending_points"]
        self.invalidate_model(figures, flush=False)

    @api.constrains("expiry_policy", "expiry_dates")
    def _check_expiry_dates(self):
        for program in self:
            try:
                days = parse_days(program.expiry_dates)
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "“%(piece)s” is not a day of the year. Write month-day, for example 06-21,12-21.",
                        piece=str(error),
                    )
                ) from error
            if program.expiry_policy == "fixed_dates" and not days:
                raise ValidationError(
                    self.env._("List the days on which points expire, as month-day, for example 06-21,12-21.")
                )

    def write(self, vals):
        if FROZEN_FIELDS & vals.keys():
            self._check_frozen(vals)
        before = self._get_expiry_policies() if self._touches_expiry(vals) else {}
        new_clubs = self.filtered(lambda program: program.program_type != "loyalty")
        result = super().write(vals)
        if vals.get("program_type") == "loyalty" and new_clubs:
            new_clubs._open_books()
        if before:
            self._apply_policy_change(before)
        return result

    def _check_frozen(self, vals):
        for program in self.filtered(lambda program: program.program_type == "loyalty" and program.has_entries):
            changed = [
                name
                for name in FROZEN_FIELDS & vals.keys()
                if program._fields[name].convert_to_cache(vals[name], program)
                != program._fields[name].convert_to_cache(program[name], program)
            ]
            if changed:
                raise UserError(
                    self.env._(
                        "Type, currency and company of “%(club)s” cannot change any more: its ledger has entries. "
                        "Close this club and open a new one instead.",
                        club=program.name,
                    )
                )

    # --- time ---

    def _get_local_day(self, moment):
        """The club's day (a date) of ``moment`` (naive UTC)."""
        self.ensure_one()
        return pytz.utc.localize(moment).astimezone(pytz.timezone(self.tz or "UTC")).date()

    def _get_local_time(self, moment):
        """``moment`` (naive UTC) on the clock of the club, naive."""
        self.ensure_one()
        return pytz.utc.localize(moment).astimezone(pytz.timezone(self.tz or "UTC")).replace(tzinfo=None)

    def _get_midnight(self, day):
        """The moment (naive UTC) at which the local ``day`` begins."""
        self.ensure_one()
        zone = pytz.timezone(self.tz or "UTC")
        return zone.localize(datetime.combine(day, time.min)).astimezone(pytz.utc).replace(tzinfo=None)

    def _get_policy(self):
        """The expiry settings as a value of the engine."""
        self.ensure_one()
        return ExpiryPolicy(
            policy=self.expiry_policy or "none",
            count=self.expiry_count,
            unit=self.expiry_unit or "month",
            rounding=self.expiry_round or "none",
            days=parse_days(self.expiry_dates),
        )
