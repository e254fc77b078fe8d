from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..own_values import leave_out_own

KINDS = [
    ("complaint", "Complaint"),
    ("suggestion", "Suggestion"),
    ("praise", "Praise"),
    ("question", "Question"),
]
SOURCES = [
    ("portal", "Customer account"),
    ("link", "Member page"),
    ("qr", "QR code"),
    ("staff", "Staff"),
    ("survey", "Survey"),
]
STATES = [("new", "New"), ("in_work", "In work"), ("waiting", "Waiting for the member"), ("closed", "Closed")]

OWN = {
    "number", "source", "key", "is_identified", "user_input_id", "opened_at", "waits_for_answer", "waiting_since",
    "first_answer_at", "hours_to_first_answer", "closed_at", "rating_asked_at", "reminded_at", "goodwill_points",
    "is_open",
}  # fmt: skip
"""What the club notes by itself; nobody writes it by hand."""

CHOSEN_ONCE = {"user_input_id"}
"""Of these, what staff may name when they enter feedback."""

PLANNED = {"user_id", "answer_by", "state", "kind", "waits_for_answer", "active"}
"""What the reminder of an answer depends on."""


class LoyaltyFeedback(models.Model):
    """Something that a member (or a guest) says to the shop, and what comes of it."""

    _name = "loyalty.feedback"
    _description = "Feedback"
    _inherit = ["portal.mixin", "rating.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "is_open desc, priority desc, answer_by, id desc"
    _rec_name = "subject"
    _primary_email = "guest_email"
    _check_company_auto = True

    number = fields.Char(readonly=True, copy=False, default="/", index="trigram")
    subject = fields.Char(required=True, tracking=True)
    text = fields.Text(help="What the member wrote.")
    kind = fields.Selection(KINDS, required=True, default="complaint", tracking=True, index=True)
    priority = fields.Selection([("0", "Normal"), ("1", "High")], default="0")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    source = fields.Selection(SOURCES, required=True, readonly=True, default="staff", copy=False)
    key = fields.Char(readonly=True, copy=False, help="What it came from; the same comes in once.")

    partner_id = fields.Many2one(
        "res.partner", "Member", tracking=True, index="btree_not_null", ondelete="set null", check_company=True
    )
    account_id = fields.Many2one(
        "loyalty.card",
        domain="[('is_club', '=', True), ('partner_id', '=?', partner_id)]",
        compute="_compute_account_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="set null",
    )
    program_id = fields.Many2one(
        "loyalty.program",
        "Club",
        domain="[('program_type', '=', 'loyalty'), ('company_id', 'in', [False, company_id])]",
        compute="_compute_program_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="set null",
    )
    guest_name = fields.Char("Name")
    guest_email = fields.Char("E-mail")
    guest_phone = fields.Char("Phone")
    is_identified = fields.Boolean(
        "Sender is certain", readonly=True, default=True, help="Off: whoever wrote only said who they are."
    )

    sale_order_id = fields.Many2one(
        "sale.order", "Order", index="btree_not_null", ondelete="set null", check_company=True
    )
    pos_order_id = fields.Many2one(
        "pos.order", "Order at the till", index="btree_not_null", ondelete="set null", check_company=True
    )
    product_id = fields.Many2one("product.product", index="btree_not_null", ondelete="set null")
    place_id = fields.Many2one(
        "loyalty.feedback.place", index="btree_not_null", ondelete="set null", check_company=True
    )
    pos_config_id = fields.Many2one(
        "pos.config",
        "Shop",
        compute="_compute_pos_config_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    user_input_id = fields.Many2one(
        "survey.user_input", "Survey answer", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    reason_id = fields.Many2one(
        "loyalty.feedback.reason",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        check_company=True,
    )

    user_id = fields.Many2one(
        "res.users",
        "In charge",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
        index="btree_not_null",
        check_company=True,
    )
    state = fields.Selection(
        STATES, "Status", required=True, default="new", tracking=True, index=True, copy=False, group_expand=True
    )
    is_open = fields.Boolean(compute="_compute_is_open", store=True)
    opened_at = fields.Datetime("Received on", readonly=True, copy=False, default=lambda self: self.env.cr.now())
    waits_for_answer = fields.Boolean(readonly=True, copy=False, default=True, help="It is our turn to say something.")
    waiting_since = fields.Datetime(readonly=True, copy=False, default=lambda self: self.env.cr.now())
    answer_by = fields.Datetime(
        "Answer by", compute="_compute_answer_by", store=True, readonly=False, tracking=True, copy=False
    )
    first_answer_at = fields.Datetime("First answer on", readonly=True, copy=False)
    hours_to_first_answer = fields.Float(
        "Hours to first answer",
        compute="_compute_hours_to_first_answer",
        store=True,
        aggregator="avg",
        digits=(16, 1),
        help="From receiving it to the first answer.",
    )
    is_late = fields.Boolean("Answer is late", compute="_compute_is_late", search="_search_is_late")
    closed_at = fields.Datetime("Closed on", readonly=True, copy=False, index="btree_not_null")
    resolution = fields.Text("What came of it", tracking=True, copy=False)
    asks_rating = fields.Boolean(
        "Ask how it went",
        compute="_compute_asks_rating",
        store=True,
        readonly=False,
        help="The member is asked for a short rating when it is closed.",
    )
    rating_asked_at = fields.Datetime("Rating asked on", readonly=True, copy=False)
    reminded_at = fields.Datetime(readonly=True, copy=False)

    _key_uniq = models.UniqueIndex("(key) WHERE key IS NOT NULL")
    _late_idx = models.Index("(answer_by) WHERE waits_for_answer")

    @api.depends("number", "subject")
    def _compute_display_name(self):
        for feedback in self:
            feedback.display_name = f"{feedback.number} {feedback.subject or ''}".strip()

    @api.depends("state")
    def _compute_is_open(self):
        for feedback in self:
            feedback.is_open = feedback.state != "closed"

    @api.depends("kind")
    def _compute_asks_rating(self):
        for feedback in self:
            feedback.asks_rating = feedback.kind != "praise"

    @api.depends("pos_order_id", "place_id")
    def _compute_pos_config_id(self):
        for feedback in self:
            feedback.pos_config_id = (
                feedback.pos_order_id.config_id or feedback.place_id.pos_config_id or feedback.pos_config_id
            )

    @api.depends("account_id", "place_id")
    def _compute_program_id(self):
        for feedback in self:
            feedback.program_id = feedback.account_id.program_id or feedback.program_id or feedback.place_id.program_id

    @api.constrains("account_id", "partner_id", "program_id", "company_id")
    def _check_account(self):
        for feedback in self:
            account, club = feedback.account_id, feedback.program_id
            if account and (not account.is_club or (club and account.program_id != club)):
                raise ValidationError(
                    self.env._("“%s” is no account of this club. Choose one of the club.", account.display_name)
                )
            if club.company_id and club.company_id != feedback.company_id:
                raise ValidationError(
                    self.env._(
                        "“%(club)s” is a club of another company than “%(company)s”. Choose a club of this company.",
                        club=club.name,
                        company=feedback.company_id.name,
                    )
                )

    @api.constrains("sale_order_id", "pos_order_id", "partner_id")
    def _check_orders(self):
        for feedback in self:
            member = feedback.partner_id.commercial_partner_id
            for order in (feedback.sale_order_id, feedback.pos_order_id):
                if member and order.partner_id and order.partner_id.commercial_partner_id != member:
                    raise ValidationError(
                        self.env._("Order %s is one of another customer. Choose an order of the member.", order.name)
                    )

    # --- CRUD ---

    @api.model_create_multi
    def create(self, vals_list):
        model, vals_list = leave_out_own(self, vals_list, OWN - CHOSEN_ONCE if not self.env.su else ())
        numbers = self.env["ir.sequence"].sudo()
        for vals in vals_list:
            if vals.get("number", "/") == "/":
                vals["number"] = numbers.next_by_code("loyalty.feedback") or "/"
            if vals.get("state", self.env.context.get("default_state")) == "closed":
                raise UserError(self.env._("Enter the feedback first, then close it."))
        found = super(LoyaltyFeedback, model).create(vals_list)
        if found.user_input_id and not self.env.su:
            found.user_input_id.check_access("read")
        found.sudo()._prepare_new()
        return found

    def copy(self, default=None):
        """A copy is no more certain of its sender than what it was copied from."""
        copies = super().copy(default)
        for feedback, copied in zip(self, copies, strict=True):
            if not feedback.is_identified:
                copied.sudo().is_identified = False
        return copies

    def write(self, vals):
        """Closing and opening again have their consequences, by whichever way the status changes."""
        if not self.env.su:
            if OWN & vals.keys():
                raise UserError(self.env._("When and from where feedback came is not changed by hand."))
            self._check_closing(vals)
        before = {feedback: (feedback.state, feedback.partner_id) for feedback in self.sudo()}
        result = super().write(vals)
        if "state" in vals:
            self.sudo()._follow_state({feedback: state for feedback, (state, _partner) in before.items()}, vals)
        if "partner_id" in vals:
            self.sudo()._follow_partner({feedback: partner for feedback, (_state, partner) in before.items()})
        if PLANNED & vals.keys():
            self.sudo()._plan_answer()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_goodwill(self):
        if self.sudo().goodwill_ids:
            raise UserError(self.env._("Feedback that goodwill was given for cannot be deleted. Archive it instead."))

    def _compute_access_url(self):
        super()._compute_access_url()
        for feedback in self:
            feedback.access_url = f"/my/club/feedback/{feedback.id}"
