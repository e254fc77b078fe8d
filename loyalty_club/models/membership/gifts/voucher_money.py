"""Money as a voucher: a gift card, or on the customer's eWallet."""

from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _add_voucher_money(self, gifts):
        """Give money as new gift cards, or put it on the customers' eWallets; a fixed number of queries.

        :param gifts: [(partner, amount, description)]: amounts in the program's currency; the description says why,
            for the history of the card
        :return: the cards (``loyalty.card``, superuser mode), in the order of ``gifts``: a list, because two of
            them may be on one eWallet
        :raise UserError: the program is archived
        """
        self.ensure_one()
        env = self.env(su=True, context=clean_context(self.env.context))  # a remote caller chooses no code
        program = self.sudo()
        if not program.active or program.program_type not in ("gift_card", "ewallet"):
            raise UserError(self.env._("“%s” gives no vouchers at present: it is archived.", program.name))
        Card = env["loyalty.card"]
        if program.program_type == "ewallet":
            cards = program._add_to_wallets(gifts)
        else:
            values = [
                {"program_id": self.id, "partner_id": partner.id, "points": amount} for partner, amount, _why in gifts
            ]
            cards = list(Card.with_context(loyalty_no_mail=True).create(values).with_env(env))
            Card.union(*cards)._tell_coupons("membership")
        env["loyalty.history"].create(
            [
                {"card_id": card.id, "issued": amount, "description": why}
                for card, (_partner, amount, why) in zip(cards, gifts, strict=True)
            ]
        )
        return cards

    def _add_to_wallets(self, gifts):
        """The same for eWallets: the oldest one of each customer, or a new one."""
        Card = self.env(su=True, context=clean_context(self.env.context))["loyalty.card"]
        partners = self.env["res.partner"].union(*(partner for partner, _amount, _why in gifts))
        found = Card.search([("program_id", "=", self.id), ("partner_id", "in", partners.ids)], order="id desc")
        wallets = {card.partner_id.id: card for card in found}
        totals = defaultdict(float)
        for partner, amount, _why in gifts:
            totals[partner] += amount
        for partner, amount in totals.items():
            if partner.id in wallets:
                wallets[partner.id].points += amount
        fresh = Card.with_context(loyalty_no_mail=True).create(
            [
                {"program_id": self.id, "partner_id": partner.id, "points": amount}
                for partner, amount in totals.items()
                if partner.id not in wallets
            ]
        )
        fresh = fresh.with_env(Card.env)
        fresh._tell_coupons("membership")
        wallets.update({card.partner_id.id: card for card in fresh})
        return [wallets[partner.id] for partner, _amount, _why in gifts]
