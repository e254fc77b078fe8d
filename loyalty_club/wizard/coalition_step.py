from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError


class LoyaltyCoalitionStep(models.TransientModel):
    """A manager marks coupons as used, takes them back, disputes, accepts or cancels them, and says why."""

    _name = "loyalty.coalition.step"
    _inherit = "loyalty.step.window"
    _description = "Move Coupons of Partners"
    _step_records = "coupon_ids"

    coupon_ids = fields.Many2many("loyalty.coalition.coupon", string="Coupons", required=True)
    step = fields.Selection(
        [
            ("use", "Mark as used"),
            ("return", "Take back"),
            ("dispute", "Dispute"),
            ("accept", "Accept"),
            ("cancel", "Cancel"),
            ("count", "Count as given out"),
        ],
        required=True,
        default="dispute",
    )
    reason = fields.Char(help="Kept with the coupon and in the history of the partner.")
    order_ref = fields.Char("Order number")
    currency_id = fields.Many2one(related="coupon_ids.coalition_id.currency_id")
    order_amount = fields.Monetary("Amount of the order", help="Without taxes.")
    discount_amount = fields.Monetary("Discount")
    points = fields.Float("Points that come back", compute="_compute_points", digits=(16, 2))

    @api.depends("coupon_ids", "step")
    def _compute_points(self):
        for wizard in self:
            entries = wizard.coupon_ids._origin.sudo().entry_id.filtered(lambda entry: entry.state != "void")
            wizard.points = -sum(entries.mapped("points")) if wizard.step == "cancel" else 0.0

    def _do_use(self):
        coupons = self.coupon_ids.sudo()
        if len(coupons) != 1:
            raise UserError(self.env._("Mark one coupon at a time: each has its own order."))
        if coupons.direction != "theirs":
            raise UserError(self.env._("Our own coupons are used by entering their code in an order or at the till."))
        order_ref = (self.order_ref or "").strip()
        if not order_ref or self.order_amount < 0 or self.discount_amount < 0:
            raise UserError(self.env._("Say for which order it was used; amounts cannot be negative."))
        coupons._redeem(order_ref, self.order_amount, self.discount_amount)

    def _do_return(self):
        coupons = self.coupon_ids.sudo()
        if any(coupon.state != "redeemed" for coupon in coupons):
            raise UserError(self.env._("Only coupons that were used can be taken back."))
        for coupon in coupons:
            coupon._check_order_is_over()
        coupons._take_back()

    def _do_dispute(self):
        self.coupon_ids.sudo()._move_to("disputed")

    def _do_accept(self):
        coupons = self.coupon_ids.sudo()
        if any(coupon.state != "disputed" for coupon in coupons):
            raise UserError(self.env._("Only disputed coupons can be accepted."))
        coupons._move_to("redeemed", event="redeemed")

    def _do_cancel(self):
        self.coupon_ids.sudo()._cancel()

    def _do_count(self):
        """The partner told in another way that its customers got these codes of a file."""
        coupons = self.coupon_ids.sudo()
        if any(not coupon.is_handed_over for coupon in coupons):
            raise UserError(self.env._("Choose codes that the partner has in a file and that are not counted yet."))
        coupons._note_given_out()

    def _note(self, reason):
        """The reason stays with the coupons, and a line in the chatter of each partner."""
        coupons = self.coupon_ids.sudo()
        coupons.write({"reason": reason})
        label = dict(self._fields["step"]._description_selection(self.env))[self.step]
        for coalition, mine in coupons.grouped("coalition_id").items():
            codes = ", ".join(mine[:20].mapped("code")) + (" …" if len(mine) > 20 else "")
            coalition.message_post(
                body=Markup("<b>%s</b>: %s<br/>%s") % (label, codes, reason), author_id=self.env.user.partner_id.id
            )
