"""Stock's "Reverse and create invoice": the new invoice takes the place of the one that it corrects."""

from contextlib import contextmanager

from odoo import models

REPLACED = "loyalty_club.replaced_invoices"


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_billed_terms(self):
        """Periods that these invoices are for and that no order sold: renewals, changes of plan (superuser mode)."""
        terms = self.env["loyalty.membership.term"].sudo()
        if not self.env["loyalty.membership.period"]._get_by_product():  # nobody sells memberships
            return terms
        domain = [("move_id", "in", self.ids), ("state", "in", ("open", "paid"))]
        return terms.search([*domain, ("sale_line_id", "=", False), ("pos_line_id", "=", False)])

    def _get_replaceable(self):
        """Those of these invoices that memberships wait for, or live on (superuser mode)."""
        return self._get_billed_terms().move_id

    @contextmanager
    def _replacing(self):
        """Within, memberships do not hear that these invoices are reversed: others take their places."""
        data = self.env.cr.cache
        before = data.get(REPLACED, frozenset())
        data[REPLACED] = before | set(self.ids)
        try:
            yield
        finally:
            data[REPLACED] = before

    def _without_replaced(self):
        replaced = self.env.cr.cache.get(REPLACED)
        return self.filtered(lambda move: move.id not in replaced) if replaced else self

    def _sync_membership_terms(self):
        return super(AccountMove, self._without_replaced())._sync_membership_terms()

    def _sync_billed_terms(self):
        return super(AccountMove, self._without_replaced())._sync_billed_terms()

    def _take_places(self):
        """These new invoices are for the periods of those that they replace; what was about to be charged is not."""
        for move in self.sudo():
            for term in move.replaced_entry_id._get_billed_terms():
                term.membership_id._lock()
                term.transaction_ids._drop_membership_charges()
                term.move_id = move
                if term.state == "open":
                    term.write({"charges": 0, "charge_from": False})

    def _post(self, soft=True):
        """The period costs what its new invoice says; from now on that one is charged. A period that was paid stays
        paid: the customer has the money as credit until somebody puts it there.
        """
        terms = self.filtered("replaced_entry_id")._get_billed_terms()
        with terms.filtered(lambda term: term.state == "paid").move_id._replacing():
            posted = super()._post(soft)
        for term in posted.filtered("replaced_entry_id")._get_billed_terms():
            lines = term.move_id.invoice_line_ids.filtered(
                lambda line, product=term.period_id.product_id: line.product_id == product and line.price_unit >= 0
            )
            if lines:
                term.amount = -sum(lines.mapped("balance"))
            term.membership_id._lock()._schedule()
        return posted

    def unlink(self):
        """Nobody can pay an invoice that is not there: as when it is cancelled."""
        drafts = self.filtered(lambda move: move.state == "draft" and move.move_type == "out_invoice")
        if drafts:
            drafts._get_replaceable().button_cancel()
        return super().unlink()


class AccountMoveReversal(models.TransientModel):
    _inherit = "account.move.reversal"

    def reverse_moves(self, is_modify=False):
        replaced = self.move_ids._get_replaceable() if is_modify else self.env["account.move"]
        if not replaced:
            return super().reverse_moves(is_modify=is_modify)
        with replaced._replacing():
            action = super().reverse_moves(is_modify=is_modify)
            self.new_move_ids.filtered("replaced_entry_id")._take_places()
        return action

    def _modify_default_reverse_values(self, origin_move):
        values = super()._modify_default_reverse_values(origin_move)
        return {**values, "replaced_entry_id": origin_move.id} if origin_move._get_replaceable() else values
