"""Stock's "Reverse and create invoice" on the invoice of a change of plan that waits to be paid."""

from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_replaceable(self):
        found = super()._get_replaceable()
        if not self.env["loyalty.membership.period"]._get_by_product():  # nobody sells memberships
            return found
        return found | self._get_pending_changes().change_move_id

    def _take_places(self):
        """The change begins when the new invoice is paid; its lines deduct the days that those of the old one did.

        :raise UserError: a payment of the old one is on its way
        """
        super()._take_places()
        for move in self.sudo():
            old = move.replaced_entry_id
            move.membership_change_id = old.membership_change_id
            for membership in old._get_pending_changes()._lock():
                membership._check_nothing_is_out()
                old.transaction_ids._get_membership_charges()._drop_membership_charges()
                values, lines = membership.change_values, old._get_copied_lines(move)
                credits = [[term_id, lines[line_id]] for term_id, line_id in values["credits"] if line_id in lines]
                membership.write({"change_move_id": move.id, "change_values": {**values, "credits": credits}})

    def _get_copied_lines(self, copy):
        """:return: {id of a line: id of that line of the copy}"""
        before, after = (
            move.invoice_line_ids.filtered(lambda line: line.display_type == "product").sorted("id").ids
            for move in (self, copy)
        )
        return dict(zip(before, after, strict=False))
