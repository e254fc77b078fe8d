"""Periods that were billed without an order (renewals, changes of plan): they follow what is given back of their
invoices, by credit notes of the accountants or online.
"""

from odoo import fields, models

from .buying_undo import REFUNDING


class LoyaltyMembershipTerm(models.Model):
    _inherit = "loyalty.membership.term"

    deducted_amount = fields.Monetary(
        readonly=True, help="What of the refunded amount was deducted from the price of another plan."
    )

    def _follow_invoice(self, move):
        """Note what was given back of this period by its invoice."""
        self.ensure_one()
        before = self.state
        reason = self.env._("%s: given back", move.name)
        self._note_refunded(self.deducted_amount + self._get_given_back(move), reason)
        if before == "paid" and self.state == "refunded" and self._is_of_change():
            self.membership_id._tell_staff(
                self.env._(
                    "%s was given back. The days of the plan before were deducted from it: extend the membership, or"
                    " give back those, too.",
                    move.name,
                )
            )

    def _is_of_change(self):
        return (self.key or "").startswith("change,") and self.kind == "bought"

    def _get_given_back(self, move):
        """What was given back of the invoice of this period (without taxes, company currency)."""
        if not move._counts_as_paid() and self._is_of_change() and self.plan_id.start_on == "paid":
            return self.amount
        if move.state == "cancel" and move.replaced_entry_id:
            return self.amount
        notes = move._get_posted_credit_notes()
        lines = notes.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        if len(move.invoice_line_ids.product_id) > 1:
            lines = lines.filtered(lambda line: line.product_id == self.period_id.product_id)
        payments = move.transaction_ids | move.transaction_ids.child_transaction_ids
        back = -sum(payments.filtered(lambda tx: tx.state == "done" and tx.operation == "refund").mapped("amount"))
        share = back / move.amount_total if move.amount_total else 0.0
        return max(sum(lines.mapped("balance")), min(share, 1.0) * self.amount)


class AccountMove(models.Model):
    _inherit = "account.move"

    def _sync_billed_terms(self):
        """Renewals and changes of plan follow what was given back of these invoices. Idempotent."""
        if not self.ids or self.env.cr.cache.get(REFUNDING):
            return
        if not self.env["loyalty.membership.period"]._get_by_product():  # nobody sells memberships
            return
        domain = [
            ("move_id", "in", self.ids),
            ("sale_line_id", "=", False),
            ("pos_line_id", "=", False),
            ("state", "in", ("paid", "refunded")),
        ]
        terms = self.env["loyalty.membership.term"].sudo().search(domain)
        for move, found in terms.grouped("move_id").items():
            if len(found) == 1:
                found._follow_invoice(move)

    def _sync_club_points(self):
        """Called when an invoice or a credit note is posted, reset, cancelled, paid or unpaid."""
        super()._sync_club_points()
        (self | self.reversed_entry_id).sudo()._sync_billed_terms()


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _sync_memberships(self):
        super()._sync_memberships()
        payments = self.sudo() | self.sudo().source_transaction_id
        payments.invoice_ids._sync_billed_terms()
