"""Messages of customers and accounts that are merged: the survivor gets what waits, but nothing twice."""

from odoo import api, models

from ...engine.messages import WEEK

PERSONAL = ("welcome", "birthday", "inactive", "tier", "tier_ending", "news")
"""Purposes of which one message to a person is enough."""


class LoyaltyMessage(models.Model):
    _inherit = "loyalty.message"

    @api.model
    def _merge_customers(self, sources, target):
        """Before customers are merged: of what waits for several of them one message is left, none where one has it.

        The messages themselves, and what was agreed to, move as everything of a customer does.

        :param sources: customers that go
        :param target: the customer that stays
        """
        messages = self.sudo().search(
            [
                ("partner_id", "in", (sources | target).ids),
                ("purpose", "in", PERSONAL),
                "|",
                ("state", "=", "waiting"),
                "&",
                ("state", "=", "sent"),
                ("sent_at", ">", self.env.cr.now() - WEEK),
            ]
        )
        about = [("res_model", "=", "res.partner"), ("res_id", "in", sources.ids), ("state", "=", "waiting")]
        self.sudo().search(about).res_id = target.id
        told = set()
        order = messages.sorted(lambda message: (message.state != "sent", message.partner_id != target, message.id))
        for message in order:
            subject = message._get_told()
            if message.state == "waiting" and subject in told:
                message.write({"state": "skipped", "reason": "merged"})
            told.add(subject)

    def _get_told(self):
        """What this message tells; the account is not part of it, because there will be one."""
        is_own = self.res_model in ("loyalty.card", "res.partner")
        about = None if is_own else (self.res_model, self.res_id)
        return (self.company_id, self.program_id, self.purpose, self._get_template(), about)
