from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine.membership_states import OPEN
from ..own_values import without_defaults

STATES = [
    ("trial", "Trial"),
    ("active", "Active"),
    ("grace", "In grace"),
    ("suspended", "Suspended"),
    ("cancelled", "Cancelled"),
    ("ended", "Ended"),
]
STAFF_FIELDS = {"user_id", "price"}
"""What managers may write; everything else moves with the membership itself."""


class LoyaltyMembership(models.Model):
    """A customer's paid membership. ``_start`` makes it, ``_move_to`` moves it."""

    _name = "loyalty.membership"
    _description = "Membership"
    _inherit = ["mail.thread", "mail.activity.mixin", "portal.mixin"]
    _order = "id desc"
    _rec_name = "number"
    _check_company_auto = True

    number = fields.Char(readonly=True, copy=False, required=True, default="/", index="trigram")
    plan_id = fields.Many2one(
        "loyalty.membership.plan", required=True, readonly=True, ondelete="restrict", index=True, tracking=True
    )
    period_id = fields.Many2one(
        "loyalty.membership.period",
        required=True,
        readonly=True,
        ondelete="restrict",
        tracking=True,
        help="What the next renewal is for.",
    )
    next_period_id = fields.Many2one(
        "loyalty.membership.period",
        readonly=True,
        ondelete="restrict",
        help="A change that begins with the next period.",
    )
    program_id = fields.Many2one(related="plan_id.program_id", string="Club", store=True, index=True)
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="restrict", index=True
    )
    payer_id = fields.Many2one(
        "res.partner",
        "Given by",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="Who made it a gift.",
    )
    card_id = fields.Many2one("loyalty.card", "Account", readonly=True, ondelete="restrict", index="btree_not_null")
    user_id = fields.Many2one("res.users", "Responsible", ondelete="set null", domain="[('share', '=', False)]")
    state = fields.Selection(
        STATES, required=True, readonly=True, default="active", copy=False, tracking=True, group_expand=True, index=True
    )
    started_on = fields.Date(readonly=True, required=True)
    trial_until = fields.Date("Trial until", readonly=True)
    paid_until = fields.Date(readonly=True, tracking=True, help="The last paid day (of a trial: its last day).")
    anchor_on = fields.Date(readonly=True, help="The day from which periods are counted.")
    anchor_count = fields.Integer(readonly=True, help="How many periods were bought since then.")
    grace_from = fields.Date(readonly=True)
    runs_until = fields.Date(readonly=True, help="The last day with benefits, as things stand.")
    paused_on = fields.Date(readonly=True)
    paused_until = fields.Date(readonly=True)
    cancelled_on = fields.Date(readonly=True)
    ended_on = fields.Date(readonly=True)
    end_reason = fields.Selection(
        [
            ("cancelled", "Cancelled by the customer"),
            ("not_renewed", "Not renewed"),
            ("unpaid", "Not paid"),
            ("refunded", "Refunded"),
            ("staff", "Ended by staff"),
            ("changed", "Changed to another plan"),
            ("merged", "Merged with another customer"),
        ],
        readonly=True,
    )
    renews = fields.Boolean("Renews automatically", readonly=True, default=True, tracking=True)
    token_id = fields.Many2one(
        "payment.token", "Means of payment", readonly=True, ondelete="set null", index="btree_not_null"
    )
    price = fields.Monetary(tracking=True, help="What a renewal costs, before taxes where those are not included.")
    monthly_amount = fields.Monetary(compute="_compute_monthly_amount", store=True, string="Recurring per month")
    monthly_noted = fields.Monetary(readonly=True, help="What the history tells of the recurring amount so far.")
    reminded_on = fields.Date(readonly=True)
    next_on = fields.Date(readonly=True, help="The day on which the daily job looks at it again.")
    term_ids = fields.One2many("loyalty.membership.term", "membership_id", "Paid periods", readonly=True)
    event_ids = fields.One2many("loyalty.membership.event", "membership_id", "History", readonly=True)
    benefit_ids = fields.One2many("loyalty.membership.benefit", "membership_id", "Benefits used", readonly=True)

    _price_check = models.Constraint("CHECK (price >= 0)", "The price of a renewal cannot be negative.")
    _due_idx = models.Index("(next_on) WHERE next_on IS NOT NULL")
    _open_idx = models.Index("(partner_id) WHERE state != 'ended'")
    _open_uniq = models.UniqueIndex(
        "(partner_id, plan_id) WHERE state != 'ended'", "The customer has a membership of this plan already."
    )

    @api.depends("price", "period_id.count", "period_id.unit", "state", "renews")
    def _compute_monthly_amount(self):
        for membership in self:
            recurring = membership.state in ("active", "grace") and membership.renews
            months = membership.period_id.months
            membership.monthly_amount = membership.price / months if recurring and months else 0.0

    @api.depends("partner_id.name", "plan_id.name")
    def _compute_display_name(self):
        for membership in self:
            membership.display_name = f"{membership.partner_id.name or membership.number} ({membership.plan_id.name})"

    @api.model_create_multi
    def create(self, vals_list):
        """Called by ``_start`` and ``_start_trial``."""
        if not self.env.su:
            raise AccessError(self.env._("Memberships are bought, or given by “Start a membership”."))
        for values in vals_list:
            if values.get("number", "/") == "/":
                values["number"] = self.env["ir.sequence"].next_by_code("loyalty.membership") or "/"
        return super(LoyaltyMembership, without_defaults(self)).create(vals_list)

    def write(self, vals):
        closed = {name for name in vals if name in self._fields and self._fields[name].store} - STAFF_FIELDS
        if not self.env.su and any(not name.startswith(("message_", "activity_", "rating_")) for name in closed):
            raise AccessError(
                self.env._("A membership is moved by its buttons; only price and responsible can be changed.")
            )
        result = super().write(vals)
        if "price" in vals and not self.env.su:  # the recurring amount follows, and the history tells it
            memberships = self.sudo()
            memberships._note_events("setting", memberships.mapped("state"), self.env._("Price of a renewal"))
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ended(self):
        raise UserError(self.env._("A membership cannot be deleted: it was paid for. End it instead."))

    def _get_today(self):
        """Today in the club's time zone."""
        self.ensure_one()
        return self.program_id._get_local_day(self.env.cr.now())

    def _compute_access_url(self):
        super()._compute_access_url()
        for membership in self:
            membership.access_url = f"/my/club/membership/{membership.id}"

    def _is_open(self):
        self.ensure_one()
        return self.state in OPEN
