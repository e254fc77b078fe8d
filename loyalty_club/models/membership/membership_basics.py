"""What the customer's page asks of rooms that are not furnished yet; who does it better comes later in the order."""

from odoo import models


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
