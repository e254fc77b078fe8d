from odoo import fields, models


class LoyaltyTillDifference(models.Model):
    """What a till said about points, and what the server found: listed for the manager, never corrected by hand."""

    _name = "loyalty.till.difference"
    _description = "Till Difference"
    _order = "id desc"
    _rec_name = "order_id"

    order_id = fields.Many2one("pos.order", "Order", required=True, readonly=True, ondelete="cascade", index=True)
    card_id = fields.Many2one("loyalty.card", "Account", readonly=True, ondelete="cascade", index=True)
    program_id = fields.Many2one("loyalty.program", "Club", readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    kind = fields.Selection(
        [("accrual", "Points earned"), ("redemption", "Points spent"), ("arrears", "Spent offline, no longer there")],
        required=True,
        readonly=True,
    )
    claimed = fields.Float("Till", digits=(16, 2), readonly=True)
    booked = fields.Float("Booked", digits=(16, 2), readonly=True)
    reason = fields.Char(readonly=True)
    is_done = fields.Boolean("Seen", copy=False)
