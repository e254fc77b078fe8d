"""Sending a communication to oneself, with an example."""

from odoo import models
from odoo.exceptions import UserError


class LoyaltyMail(models.Model):
    _inherit = "loyalty.mail"

    def action_send_test(self):
        """Send it to the current user, once and marked as a test, with the user's own account as the example, or else
        the one that moved last.
        """
        return self._send_test(self._get_sample_card())

    def _send_test(self, card):
        """
        :param card: the account that is the example
        :raise UserError: nothing can be shown of this account
        """
        self.ensure_one()
        self.check_access("write")
        card.check_access("read")
        record = self._get_sample(card)
        if not record:
            raise UserError(self._get_sample_problem())
        values = {
            "company_id": card.sudo()._get_message_companies(self.channel)[card.id],
            "program_id": self.program_id.id,
            "purpose": self._get_purpose(),
            "channel": self.channel,
        }
        return self.env["loyalty.message"]._send_test(self._get_template(), record, values)

    def _get_sample_problem(self):
        if self.trigger == "points_earned":
            return self.env._("No points were earned on this account yet. Choose another member.")
        return self.env._("The text needs a member as an example. Add one to the club first.")

    def _get_sample_card(self):
        """An account of the club that the user may read; it may be empty."""
        self.ensure_one()
        Card = self.env["loyalty.card"]
        members = [("program_id", "=", self.program_id.id), ("is_club", "=", True), ("partner_id", "!=", False)]
        own = Card.search([*members, ("partner_id", "=", self.env.user.partner_id.id)], limit=1)
        found = own if self._get_sample(own) else Card.browse()
        if not found and self._get_template().sudo().model != Card._name:
            found = self._find_earner()
        return found or Card.search(members, order="write_date desc, id desc", limit=1)

    def _find_earner(self):
        """The account on which points were earned last."""
        Entry = self.env["loyalty.ledger.entry"]
        earned = [("program_id", "=", self.program_id.id), ("kind", "=", "accrual"), ("points", ">", 0)]
        return Entry.search([*earned, ("card_id.active", "=", True)], order="id desc", limit=1).card_id

    def _get_sample(self, card):
        """What the template is rendered on: the account, or the entry that was booked last (superuser mode)."""
        card = card.sudo()
        if self._get_template().sudo().model == card._name:
            return card
        return self.env["loyalty.ledger.entry"].sudo().search(
            [("card_id", "=", card.id), ("kind", "=", "accrual"), ("points", ">", 0)], order="id desc", limit=1
        )  # fmt: skip
