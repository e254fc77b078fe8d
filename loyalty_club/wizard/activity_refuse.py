from odoo import fields, models


class LoyaltyActivityRefuse(models.TransientModel):
    """Why claims are refused."""

    _name = "loyalty.activity.refuse"
    _inherit = "loyalty.readable.window"
    _description = "Refuse Activity Claims"

    claim_ids = fields.Many2many("loyalty.activity.claim", required=True, readonly=True)
    reason = fields.Char(required=True, help="The member reads it.")

    def action_refuse(self):
        self.claim_ids.action_refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
