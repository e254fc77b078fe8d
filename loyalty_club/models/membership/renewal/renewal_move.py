"""Invoices of renewals tell their memberships what becomes of them."""

from odoo import api, fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _sync_membership_terms(self):
        """Renewals that these invoices are for follow them: paid, unpaid again, credited or cancelled by staff."""
        terms = self.env["loyalty.membership.term"].sudo()
        if self.ids:
            known = [("move_id", "in", self.ids), ("kind", "=", "renewal"), ("state", "in", ("open", "paid"))]
            terms = terms.search(known)
        for term in terms:
            move = term.move_id
            dropped = move.state == "cancel" or move._is_credited()
            paid = move._counts_as_paid()
            if term.state == "open" and dropped:
                term._drop_renewal()
            elif term.state == "open" and paid:
                term._mark_paid()
            elif term.state == "paid" and not paid and not dropped:
                term._mark_unpaid(self.env._("The payment of %s was taken back.", move.name))

    def _get_renewed_memberships(self):
        """The memberships whose renewals these invoices are for."""
        terms = self.env["loyalty.membership.term"].sudo()
        return terms.search([("move_id", "in", self.ids), ("kind", "=", "renewal")]).membership_id

    @api.private
    def _credit_membership_terms(self, company):
        """Credit notes for posted invoices of renewals that are not wanted any more."""
        today = fields.Date.context_today(self)
        part_paid = self.filtered(lambda move: move.payment_state == "partial")
        values = [
            {"date": today, "invoice_date": today, "invoice_date_due": today, "invoice_origin": move.invoice_origin}
            for move in self
        ]
        self.with_company(company)._reverse_moves(values, cancel=True)
        for move in part_paid:
            move._get_renewed_memberships()._tell_staff(
                self.env._("%s was paid in part and is not wanted any more: give the payment back.", move.name)
            )

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted.reversed_entry_id._sync_membership_terms()
        return posted

    def button_cancel(self):
        result = super().button_cancel()
        self._sync_membership_terms()
        return result

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        self._sync_membership_terms()
        return result
