"""Money as a voucher: a gift card, or on the customer's eWallet."""

from odoo import models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _add_voucher_money(self, partner, amount, description):
        """Give money as a new gift card, or put it on the customer's eWallet.

        :param float amount: in the program's currency
        :param str description: why, for the history of the card
        :return: the ``loyalty.card`` (superuser mode)
        :raise UserError: the program is archived
        """
        self.ensure_one()
        env = self.env(su=True, context=clean_context(self.env.context))  # a remote caller chooses no code
        if not self.sudo().active or self.sudo().program_type not in ("gift_card", "ewallet"):
            raise UserError(self.env._("“%s” gives no vouchers at present: it is archived.", self.sudo().name))
        Card = env["loyalty.card"]
        card = Card
        if self.sudo().program_type == "ewallet":
            card = Card.search([("program_id", "=", self.id), ("partner_id", "=", partner.id)], order="id", limit=1)
        if card:
            card.points += amount
        else:
            card = Card.create({"program_id": self.id, "partner_id": partner.id, "points": amount})
        env["loyalty.history"].create({"card_id": card.id, "issued": amount, "description": description})
        return card
