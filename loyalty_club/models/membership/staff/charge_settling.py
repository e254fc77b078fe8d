"""Charges of which nobody heard: staff looks at the provider, and says what became of them."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

SETTLE_HOURS = 1
"""An answer that takes minutes is nothing to ask people about."""


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    unknown_charge = fields.Char(
        "Charge without an answer",
        compute="_compute_unknown_charge",
        compute_sudo=True,
        help="A charge that was sent and of which nobody knows what became of it. Nothing else is charged meanwhile.",
    )

    def _compute_unknown_charge(self):
        found = self._get_unknown_charges()
        for membership in self:
            charge = found.get(membership._origin.id, self.env["payment.transaction"])[:1]
            membership.unknown_charge = bool(charge) and self.env._(
                "%(amount)s to %(means)s, sent on %(moment)s (%(reference)s)",
                amount=charge.currency_id.format(charge.amount),
                means=charge.token_id.display_name,
                moment=format_datetime(self.env, charge.membership_sent_at),
                reference=charge.reference,
            )

    def _get_unknown_charges(self):
        """{membership id: charges that were sent long ago and have no answer, the oldest first} (superuser mode)"""
        found = (
            self.env["payment.transaction"]
            .sudo()
            .search(
                [
                    ("membership_sent_at", "<", self.env.cr.now() - timedelta(hours=SETTLE_HOURS)),
                    ("state", "in", ("draft", "pending", "authorized")),
                    "|",
                    ("membership_term_id.membership_id", "in", self._origin.ids),
                    ("membership_change_id", "in", self._origin.ids),
                ],
                order="id",
            )
        )
        return found.grouped(lambda charge: charge._get_charged_memberships().id)

    def action_settle(self):
        return self._open_step("settle")

    @api.private
    def _settle_charge(self, outcome, reason):
        """Staff found out what became of a charge. Where the provider says it was made after all, late, that counts.

        :param str outcome: ``paid`` or ``failed``
        :param str reason: for the history
        :raise UserError: there is no such charge (any more)
        """
        for membership in self._lock():
            charge = membership._get_unknown_charges().get(membership.id, self.env["payment.transaction"])[:1]
            if not charge:
                raise UserError(
                    self.env._("%s: it is known by now what became of its charges.", membership.display_name)
                )
            charge.lock_for_update()
            if outcome == "paid":
                membership._note_event("charge", membership.state, self.env._("Charge made: %s", reason))
                charge._set_done(state_message=reason)
            else:
                charge._set_error(reason)
            charge._post_process()
