"""What the customer's page asks of rooms that are not furnished yet; who does it better comes later in the order."""

from odoo import api, models
from odoo.exceptions import UserError


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    def _get_savings(self, since=None):
        """Money that the membership saved: ``total``, one figure for each kind, and the ``fees`` paid."""
        benefits = self.benefit_ids.filtered(lambda benefit: not since or benefit.on_date >= since)
        terms = self.term_ids.filtered(lambda term: term.state == "paid" and (not since or term.date_from >= since))
        kinds = {}
        for benefit in benefits:
            kinds[benefit.kind] = kinds.get(benefit.kind, 0.0) + benefit.amount
        fees = sum(term.amount - term.refunded_amount for term in terms)
        return {"total": sum(kinds.values()), "fees": fees, **kinds}

    def _may_use_token(self, token):
        owners = self.partner_id | self.partner_id.commercial_partner_id
        return token.active and token.partner_id in owners

    @api.private
    def _set_token(self, token):
        for membership in self._lock():
            if token and not membership._may_use_token(token):
                raise UserError(self.env._("This means of payment cannot be used. Choose one of your own."))
            membership.token_id = token
