from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..own_values import without_defaults


class LoyaltyCoalitionMovement(models.Model):
    """A change of what a partner owes us (above zero) or we owe (below zero). Never changed, settled once."""

    _name = "loyalty.coalition.movement"
    _description = "Coalition Movement"
    _order = "id desc"

    coalition_id = fields.Many2one(
        "loyalty.coalition.partner", "Partner", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(related="coalition_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="coalition_id.currency_id")
    coupon_id = fields.Many2one("loyalty.coalition.coupon", readonly=True, ondelete="restrict", index="btree_not_null")
    offer_id = fields.Many2one(related="coupon_id.offer_id", store=True, index="btree_not_null")
    kind = fields.Selection(
        [
            ("issue", "Given out"),
            ("redemption", "Used"),
            ("reversal", "Taken back"),
            ("adjustment", "Adjustment"),
        ],
        required=True,
        readonly=True,
    )
    amount = fields.Monetary(readonly=True, required=True)
    at = fields.Datetime("Moment", required=True, readonly=True, default=lambda self: self.env.cr.now(), index=True)
    order_ref = fields.Char("Order number", readonly=True)
    settlement_id = fields.Many2one(
        "loyalty.coalition.settlement", readonly=True, ondelete="restrict", index="btree_not_null"
    )

    _open_index = models.Index("(coalition_id, at) WHERE settlement_id IS NULL")

    @api.depends("kind", "coupon_id.code")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for movement in self:
            movement.display_name = f"{labels[movement.kind]} {movement.coupon_id.code or ''}".strip()

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("Movements are booked by coupons."))
        return super(LoyaltyCoalitionMovement, without_defaults(self)).create(vals_list)

    def write(self, vals):
        if not self.env.su or set(vals) - {"settlement_id"}:
            raise AccessError(self.env._("A movement is never changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A movement is never deleted; a correction is another movement."))
