"""Members leave the club by themselves, and come back."""

from odoo import api, models
from odoo.exceptions import UserError


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    @api.private
    def _leave_club(self):
        """The member leaves: the points stay on the account and end by the club's rules, nothing is earned or spent.

        :raise UserError: a suspended member would come back as an active one
        """
        self.ensure_one()
        card = self.sudo()
        if card.membership_state == "suspended":
            raise UserError(
                self.env._("Your membership rests at present. Ask the staff of the shop if you want to leave.")
            )
        if card.membership_state == "active":
            card.membership_state = "left"

    @api.private
    def _return_to_club(self):
        """A member who left is active again, with the points that are still there. Others stay what they are."""
        self.ensure_one()
        card = self.sudo()
        if card.membership_state == "left":
            card.membership_state = "active"

    def _tell_leaving(self):
        """What leaving does, said to the member."""
        self.ensure_one()
        if self.points > 0:
            return self.env._(
                "You will earn no more points. Your %s stay on the account until they expire, but you cannot spend "
                "them. When you come back they are usable again.",
                self.points_display,
            )
        return self.env._("You will earn no more points. You can come back at any time.")

    def _tell_resting(self):
        """Why the member can neither earn nor spend, said to the member."""
        self.ensure_one()
        if self.membership_state == "left":
            return self.env._("You have left this club.")
        return self.env._("Your membership rests at present.")
