from odoo import models
from odoo.exceptions import ValidationError


class LoyaltyCardUpdateBalance(models.TransientModel):
    _inherit = "loyalty.card.update.balance"

    def action_update_card_point(self):
        """On a club's account the new balance is posted as an adjustment, with its reason."""
        if not self.card_id.is_club:
            return super().action_update_card_point()
        if self.new_balance == self.old_balance or self.new_balance < 0:
            raise ValidationError(self.env._("The new balance must be different from the old one, and not below zero."))
        self.card_id._adjust_points({self.card_id: (self.new_balance, self.description)})
        return {"type": "ir.actions.act_window_close"}
