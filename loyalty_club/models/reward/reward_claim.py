from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..own_values import without_defaults

STATES = [("requested", "Requested"), ("reserved", "Reserved"), ("fulfilled", "Fulfilled"), ("cancelled", "Cancelled")]
MOVES = {
    "requested": {"reserved", "fulfilled", "cancelled"},
    "reserved": {"requested", "fulfilled", "cancelled"},
    "fulfilled": {"cancelled"},
    "cancelled": set(),
}
"""Which state may follow which. A fulfilled claim can only be cancelled where it gave a coupon that nobody used."""

OPEN_FIELDS = {"note", "user_id"}
"""What staff may write; everything else moves with the claim itself (of mail's fields, those of the chatter)."""


class LoyaltyRewardClaim(models.Model):
    """A voucher or a service that a member asked for and paid with points. ``loyalty.card._claim_reward`` makes it."""

    _name = "loyalty.reward.claim"
    _description = "Reward Claim"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "claimed_at desc, id desc"
    _rec_name = "reward_id"

    card_id = fields.Many2one("loyalty.card", "Account", required=True, readonly=True, ondelete="restrict", index=True)
    reward_id = fields.Many2one("loyalty.reward", required=True, readonly=True, ondelete="restrict", index=True)
    reward_type = fields.Selection(related="reward_id.reward_type")
    reward_image = fields.Image(related="reward_id.image", string="Picture")
    program_id = fields.Many2one(related="card_id.program_id", string="Club", store=True, index=True)
    partner_id = fields.Many2one(related="card_id.partner_id", string="Member", store=True, index=True)
    company_id = fields.Many2one(related="card_id.company_id", store=True)
    state = fields.Selection(
        STATES, default="requested", required=True, readonly=True, copy=False, tracking=True, group_expand=True
    )
    points = fields.Float(digits=(16, 2), readonly=True, help="Points that the member spent.")
    points_display = fields.Char(compute="_compute_points_display")
    balance = fields.Char(related="card_id.points_display", string="Balance of the member")
    claimed_at = fields.Datetime("Claimed", required=True, readonly=True, default=fields.Datetime.now)
    fulfilled_at = fields.Datetime("Fulfilled on", readonly=True, copy=False)
    cancelled_at = fields.Datetime("Cancelled on", readonly=True, copy=False)
    by_member = fields.Boolean("Claimed by the member", readonly=True)
    user_id = fields.Many2one(
        "res.users", "Responsible", ondelete="set null", domain="[('share', '=', False)]", tracking=True
    )
    note = fields.Text()
    coupon_id = fields.Many2one("loyalty.card", readonly=True, copy=False, ondelete="restrict", index="btree_not_null")
    coupon_code = fields.Char(related="coupon_id.code")
    coupon_last_day = fields.Date(related="coupon_id.expiration_date", string="Usable up to")
    entry_ids = fields.Many2many("loyalty.ledger.entry", compute="_compute_entry_ids", string="Ledger entries")
    may_cancel = fields.Boolean(compute="_compute_may_cancel")
    request_key = fields.Char(readonly=True, copy=False, help="The click or request that made the claim.")

    _request_uniq = models.UniqueIndex("(card_id, request_key) WHERE request_key IS NOT NULL")
    _coupon_uniq = models.UniqueIndex("(coupon_id) WHERE coupon_id IS NOT NULL")

    @api.depends("points", "card_id")
    def _compute_points_display(self):
        for claim in self:
            claim.points_display = claim.sudo().card_id._format_points(claim.points) if claim.card_id else False

    @api.depends("reward_id", "partner_id")
    def _compute_display_name(self):
        for claim in self:
            claim.display_name = f"{claim.reward_id.description} ({claim.partner_id.name or claim.sudo().card_id.code})"

    def _compute_entry_ids(self):
        """The redemption and what was undone of it."""
        rows = (
            self.env["loyalty.ledger.entry"]
            .sudo()
            ._read_group(
                [("origin_model", "=", self._name), ("origin_id", "in", self.ids)], ["origin_id"], ["id:recordset"]
            )
        )
        entries = dict(rows)
        for claim in self:
            claim.entry_ids = entries.get(claim.id, self.env["loyalty.ledger.entry"])

    @api.depends("state", "coupon_id.use_count", "coupon_id.active", "coupon_id.points")
    def _compute_may_cancel(self):
        given = self.filtered(lambda claim: claim.state == "fulfilled" and claim.coupon_id)
        used = given._get_coupon_uses()
        for claim in self:
            claim.may_cancel = claim.state in ("requested", "reserved") or (claim in given and claim not in used)

    # --- claims are made and moved by their own methods only ---

    @api.model_create_multi
    def create(self, vals_list):
        """Called by ``loyalty.card._claim_reward``, which checks and books."""
        if not self.env.su:
            raise AccessError(self.env._("Use “Claim for a member”: it checks the reward and takes the points."))
        return super(LoyaltyRewardClaim, without_defaults(self)).create(vals_list)

    def write(self, vals):
        closed = {name for name in vals if name in self._fields and self._fields[name].store} - OPEN_FIELDS
        if not self.env.su and any(not name.startswith(("message_", "activity_", "rating_")) for name in closed):
            raise AccessError(
                self.env._("A claim is moved by its buttons; only its note and its responsible user can be changed.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_booked(self):
        raise UserError(self.env._("A claim cannot be deleted: points were booked for it. Cancel it instead."))

    # --- actions ---

    def action_reserve(self):
        """Staff put it aside for the member."""
        return self._move_to("reserved")

    def action_reopen(self):
        return self._move_to("requested")

    def action_fulfil(self):
        """The member has it."""
        return self._move_to("fulfilled")

    def action_cancel(self):
        """The member gets the points back; a coupon that nobody used ends."""
        return self._move_to("cancelled")

    def action_open_account(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "loyalty.card",
            "res_id": self.card_id.id,
            "view_mode": "form",
        }

    def action_open_coupon(self):
        self.ensure_one()
        return {**self.action_open_account(), "res_id": self.coupon_id.id}

    # --- at home ---

    def _may_be_cancelled_by_member(self):
        """Members give back what staff have not taken up yet, and coupons that nobody used."""
        self.ensure_one()
        return self.may_cancel and (self.state == "requested" or bool(self.coupon_id))

    def _tell_return(self):
        """What giving the claim back does, as a question to the member."""
        self.ensure_one()
        if self.coupon_id:
            return self.env._("Give it back? %s return to your account, and the coupon code ends.", self.points_display)
        return self.env._("Give it back? %s return to your account.", self.points_display)

    def _get_portal_color(self):
        return {"requested": "warning", "reserved": "info", "fulfilled": "success", "cancelled": "light"}[self.state]
