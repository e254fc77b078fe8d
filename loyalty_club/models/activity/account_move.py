from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _sync_club_points(self):
        """Called whenever payments or the state of invoices changed."""
        result = super()._sync_club_points()
        if "invoice_paid_early" in self.env["loyalty.program"]._get_triggers_in_use():
            self.sudo().filtered(lambda move: move.move_type == "out_invoice")._sync_early_payments()
        return result

    def _sync_early_payments(self):
        """Pay for invoices paid before they were due; what is unpaid again is taken back."""
        Card = self.env["loyalty.card"].sudo()
        paid = self.filtered(lambda move: move.state == "posted" and move.payment_state in ("paid", "in_payment"))
        Card._take_back_activities(self._name, (self - paid).ids, ["invoice_paid_early"])
        early = {move: (move.invoice_date_due - move._get_paid_on()).days for move in paid if move.invoice_date_due}
        early = {move: days for move, days in early.items() if days > 0}
        if not early:
            return
        rounds = Card._get_activity_rounds(self._name, [move.id for move in early], "invoice_paid_early")
        self.env["res.partner"]._record_partner_activities(
            "invoice_paid_early",
            [
                (
                    move.partner_id,
                    {
                        "key": f"invoice_paid_early,{move.id},{rounds.get(move.id, 0) + 1}",
                        "quantity": days,
                        "company": move.company_id,
                        "origin_model": self._name,
                        "origin_id": move.id,
                    },
                )
                for move, days in early.items()
            ],
        )

    def _get_paid_on(self):
        """The day of the last payment (not of a credit note) of a paid invoice."""
        partials, _exchange = self._get_reconciled_invoices_partials()
        days = [line.date for _partial, _amount, line in partials if not line.move_id.is_invoice()]
        return max(days, default=self.invoice_date_due)
