from odoo import api, fields, models
from odoo.exceptions import AccessError


class LoyaltyTillDifference(models.Model):
    """What a till said about points, and what the server found: listed for the manager, never corrected by hand."""

    _name = "loyalty.till.difference"
    _description = "Till Difference"
    _order = "id desc"
    _rec_name = "order_id"

    order_id = fields.Many2one("pos.order", required=True, readonly=True, ondelete="cascade", index=True)
    config_id = fields.Many2one(
        related="order_id.config_id", string="Point of Sale", store=True, index="btree_not_null"
    )
    date_order = fields.Datetime(related="order_id.date_order", string="Ordered on", store=True)
    card_id = fields.Many2one("loyalty.card", readonly=True, ondelete="cascade", index="btree_not_null")
    partner_id = fields.Many2one(related="card_id.partner_id", string="Member")
    program_id = fields.Many2one("loyalty.program", "Club", readonly=True, ondelete="cascade", index="btree_not_null")
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    kind = fields.Selection(
        [("accrual", "Points earned"), ("redemption", "Points spent"), ("arrears", "Spent offline, no longer there")],
        required=True,
        readonly=True,
    )
    claimed = fields.Float("Till", digits=(16, 2), readonly=True, help="Points that the till computed.")
    booked = fields.Float(digits=(16, 2), readonly=True, help="Points that were booked.")
    difference = fields.Float(digits=(16, 2), compute="_compute_difference", store=True, help="Booked less the till's.")
    reason = fields.Selection(
        [
            ("no_member", "No member of the club"),
            ("inactive", "The member or the club earns nothing now"),
            ("tier", "The member's tier changed"),
            ("limit", "A cap was used up elsewhere"),
            ("rule", "The rules were changed meanwhile"),
            ("clock", "The till's clock"),
            ("reward", "The member may not have the reward"),
            ("offline", "The points were spent elsewhere"),
            ("payment", "The payments do not cover the lines"),
            ("terms", "The reward costs another number of points"),
            ("disconnected", "The till was offline and knew less"),
            ("failed", "Not booked yet"),
            ("unknown", "Unknown"),
        ],
        required=True,
        readonly=True,
        default="unknown",
    )
    detail = fields.Char(readonly=True, help="What was found, in the language of the cashier.")
    is_done = fields.Boolean("Seen", copy=False, help="Somebody has looked into it.")

    @api.depends("booked", "claimed")
    def _compute_difference(self):
        for difference in self:
            difference.difference = difference.booked - difference.claimed

    def write(self, vals):
        """Managers note that they have seen it; nothing else changes.

        :raise AccessError: another value
        """
        if not self.env.su and set(vals) - {"is_done"}:
            raise AccessError(self.env._("Differences are listed as they were found. Only “Seen” can be changed."))
        return super().write(vals)

    def action_book_again(self):
        """Book what could not be booked; what succeeds is no longer listed.

        :raise AccessError: somebody else than a manager asks
        """
        self.check_access("write")
        self.sudo().filtered(lambda difference: difference.reason == "failed").order_id._book_missing()
        return self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_till_difference_action")

    def action_done(self):
        """Note that somebody has looked into these differences."""
        self.write({"is_done": True})
