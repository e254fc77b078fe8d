"""Members who were suspended meanwhile are told nothing that they could do without."""

from odoo import fields, models

from .mail import PURPOSES

UNTOLD = {*PURPOSES.values(), "news"}
"""Purposes that are for members in good standing. What belongs to a purchase is told to everybody."""


class LoyaltyMessage(models.Model):
    _inherit = "loyalty.message"

    reason = fields.Selection(selection_add=[("suspended", "Membership suspended")])

    def _get_obstacle(self, subjects):
        obstacle = super()._get_obstacle(subjects)
        if obstacle or self.purpose not in UNTOLD or self.account_id.membership_state != "suspended":
            return obstacle
        return "suspended"
