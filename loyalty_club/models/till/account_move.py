"""Credit notes that somebody writes on the invoice of a till's order, and invoices that take its place."""

from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    replaced_entry_id = fields.Many2one(
        "account.move",
        "Instead of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The invoice of a till that was reversed and written again as this one: its goods were not returned.",
    )
    replacing_move_ids = fields.One2many("account.move", "replaced_entry_id")

    def _sync_club_points(self):
        super()._sync_club_points()
        invoices = self.sudo().filtered(lambda move: not move.pos_order_ids)
        invoices = invoices.reversed_entry_id | invoices.replaced_entry_id
        while invoices.replaced_entry_id - invoices:
            invoices |= invoices.replaced_entry_id
        orders = invoices.pos_order_ids.filtered("club_results")
        if orders:
            orders._sync_points()

    def _get_till_corrections(self):
        """Posted credit notes that were written by hand on these invoices, and what was billed instead.

        Superuser mode. Credit notes of refunds at a till are not among them: those refunds count by themselves.
        """
        invoices, found = self.sudo(), self.sudo().browse()
        while invoices:
            found |= invoices.reversal_move_ids | invoices.replacing_move_ids
            invoices = invoices.replacing_move_ids
        return found.filtered(lambda move: move.state == "posted" and not move.pos_order_ids)


class AccountMoveReversal(models.TransientModel):
    _inherit = "account.move.reversal"

    def _modify_default_reverse_values(self, origin_move):
        values = super()._modify_default_reverse_values(origin_move)
        of_till = origin_move.sudo().pos_order_ids or origin_move.replaced_entry_id
        return {**values, "replaced_entry_id": origin_move.id} if of_till else values
