"""What becomes of the paid periods of memberships."""

from odoo import api, models

from ...engine.membership_states import ACTIVE, GRACE


class LoyaltyMembershipTerm(models.Model):
    _inherit = "loyalty.membership.term"

    @api.private
    def _withdraw(self):
        """Periods that nobody paid: their invoices are cancelled, by a credit note where they were posted. What was
        paid of them stays with the customer as credit, and staff is told.
        """
        terms = self.filtered(lambda term: term.state == "open")
        terms.write({"state": "void"})
        terms.transaction_ids._drop_membership_charges()
        moves = terms.move_id.filtered(lambda move: move.state != "cancel" and move.payment_state != "reversed")
        moves.filtered(lambda move: move.state == "draft").button_cancel()
        for company, posted in moves.filtered(lambda move: move.state == "posted").grouped("company_id").items():
            posted._credit_membership_terms(company)

    @api.private
    def _mark_paid(self):
        """The invoice of these renewals is paid: the memberships go on without a gap. Idempotent."""
        for term in self.sorted("date_from"):
            membership = term.membership_id._lock()
            if term.state != "open":
                continue
            before = membership.state
            term.write({"state": "paid", "paid_on": membership._get_today()})
            membership._count_period(term)
            membership._run_to(membership._get_last_paid_day())
            membership._begin_next_period()
            membership._note_event("renewed", before, None)
            membership._mail_renewed()

    @api.private
    def _mark_unpaid(self, reason):
        """The payment of these renewals was taken back: they are open again, and asked for once more."""
        for term in self.sorted("date_from", reverse=True):
            membership = term.membership_id._lock()
            if term.state != "paid":
                continue
            before = membership.state
            term.write({"state": "open", "paid_on": False, "charges": 0, "charge_from": False})
            membership._note_event("charge", before, reason)
            if not membership._is_open():
                term._withdraw()
                continue
            membership._uncount_period(term)
            membership.paid_until = membership._get_last_paid_day()
            today = membership._get_today()
            if membership.state == ACTIVE and membership.paid_until < today:
                membership._move_to(GRACE, reason, {"grace_from": today})
            membership._schedule()
            membership._sync_benefits()
