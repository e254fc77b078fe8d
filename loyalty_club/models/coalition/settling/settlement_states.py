"""Confirming and cancelling settlements."""

from odoo import models
from odoo.exceptions import UserError

from ....engine.coalition import exact_money
from ....engine.coalition_settling import use_prepaid


class LoyaltyCoalitionSettlement(models.Model):
    _inherit = "loyalty.coalition.settlement"

    def _lock(self):
        """Wait for whoever else moves these settlements, or settles with the same partners."""
        self.check_access("write")
        settlements = self.sudo()
        settlements.coalition_id._lock_contracts()
        settlements.flush_recordset()
        self.env.cr.execute("UPDATE loyalty_coalition_settlement SET id = id WHERE id = ANY(%s)", [settlements.ids])
        settlements.invalidate_recordset()
        return settlements

    def action_refresh(self):
        """Take in what happened since the draft was made, and leave out what is disputed by now."""
        for settlement in self._lock().filtered(lambda settlement: settlement.state == "draft"):
            settlement.coalition_id._collect(settlement)
        return True

    def action_confirm(self):
        """Make the invoice or the bill. A second click does nothing.

        :raise UserError: nothing is left in it, or it was cancelled
        """
        for settlement in self._lock().filtered(lambda settlement: settlement.state != "confirmed"):
            if settlement.state == "cancelled":
                raise UserError(self.env._("%s was cancelled. Settle again instead.", settlement.display_name))
            settlement._drop_disputed()
            if not settlement.movement_ids:
                raise UserError(self.env._("Nothing is left to settle with %s.", settlement.coalition_id.name))
            used = use_prepaid(exact_money(settlement.net), exact_money(settlement.coalition_id.prepaid_left))
            number = self.env["ir.sequence"].sudo().next_by_code("loyalty.coalition.settlement") or "/"
            settlement.write({"state": "confirmed", "number": number, "prepaid_used": float(used)})
            settlement._make_document()
            settlement.activity_unlink(["mail.mail_activity_data_todo"])
            settlement.coalition_id._warn_of_low_prepaid()
        return True

    def action_cancel(self):
        """Free its movements for another settlement.

        :raise UserError: its invoice or bill is posted and was not reversed
        """
        for settlement in self._lock().filtered(lambda settlement: settlement.state != "cancelled"):
            move = settlement.move_id
            if move.state == "posted" and not settlement._is_reversed():
                raise UserError(
                    self.env._("%(move)s is posted. Reverse it in accounting first, then cancel %(settlement)s.",
                               move=move.name, settlement=settlement.display_name)
                )  # fmt: skip
            if move.state == "draft":
                move.button_cancel()
            settlement.movement_ids.settlement_id = False
            settlement.write({"state": "cancelled", "prepaid_used": 0})
            settlement.activity_unlink(["mail.mail_activity_data_todo"])
            settlement._warn_of_lost_documents()
        return True

    def action_make_again(self):
        """Another invoice or bill for one that accounting cancelled, reversed or deleted. Clicking twice makes one."""
        for settlement in self._lock().filtered("document_lost"):
            before = settlement.move_id
            after = settlement._make_document()
            text = self.env._("The invoice or bill was deleted in accounting; %s takes its place.", after.display_name)
            if before:
                text = self.env._(
                    "%(before)s was cancelled or reversed in accounting; %(after)s takes its place.",
                    before=before.display_name,
                    after=after.display_name,
                )
            settlement.message_post(body=text, author_id=self.env.user.partner_id.id)
            settlement._warn_of_lost_documents()
        return True

    def _drop_disputed(self):
        self.movement_ids.filtered(lambda movement: movement.coupon_id.state == "disputed").settlement_id = False
        self.invalidate_recordset(["movement_ids"])
