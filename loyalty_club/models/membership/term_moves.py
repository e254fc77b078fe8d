"""What becomes of the paid periods of memberships."""

from odoo import models


class LoyaltyMembershipTerm(models.Model):
    _inherit = "loyalty.membership.term"

    def _withdraw(self):
        """Periods that nobody paid: their invoices are cancelled, by a credit note where they were posted."""
        self.write({"state": "void"})

    def _mark_paid(self):
        """The invoice of these renewals is paid: the memberships go on without a gap. Idempotent."""
        for term in self.filtered(lambda term: term.state == "open"):
            membership = term.membership_id._lock()
            term.write({"state": "paid", "paid_on": membership._get_today()})
            membership.anchor_count += 1
            membership._run_to(membership._get_last_paid_day())
            membership._note_event("renewed", membership.state)
