"""Settlements whose invoice or bill accounting cancelled, reversed or deleted."""

from odoo import api, fields, models

LOST_ACTIVITY = "loyalty_club.mail_activity_type_coalition_lost"


class LoyaltyCoalitionSettlement(models.Model):
    _name = "loyalty.coalition.settlement"
    _inherit = ["loyalty.coalition.settlement", "loyalty.coalition.warning"]

    lost_warned = fields.Boolean(readonly=True, copy=False, help="Somebody was told that the document is void.")

    @api.private
    def _warn_of_lost_documents(self):
        """Tell who is responsible for the contract, once for each document that became void. Called by the hourly job,
        and for settlements that were put right.
        """
        settlements = self.sudo()
        lost = settlements.filtered("document_lost")
        (settlements - lost).filtered("lost_warned")._end_warning("lost_warned", LOST_ACTIVITY)
        for settlement in lost.filtered(lambda settlement: not settlement.lost_warned):
            user = settlement.coalition_id._get_responsible()
            spoken = settlement.with_context(lang=user.lang)
            text = spoken.env._(
                "The invoice or bill of %(settlement)s was cancelled, reversed or deleted in accounting, so nobody is"
                " asked for %(amount)s. Make the document again, or cancel the settlement: its movements can be settled"
                " again then.",
                settlement=spoken.number,
                amount=spoken.currency_id.format(abs(spoken.due)),
            )
            settlement._begin_warning("lost_warned", LOST_ACTIVITY, user, text)


class LoyaltyCoalitionPartner(models.Model):
    _inherit = "loyalty.coalition.partner"

    @api.private
    def _warn(self):
        super()._warn()
        watched = ["|", ("document_lost", "=", True), ("lost_warned", "=", True)]
        self.env["loyalty.coalition.settlement"].sudo().search(watched)._warn_of_lost_documents()
