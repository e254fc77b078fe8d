"""What becomes of the messages of buyers."""

from odoo import models
from odoo.tools import SQL


class LoyaltyMessage(models.Model):
    _inherit = "loyalty.message"

    def _after_instead(self):
        """A recall that takes the other channel is the message of the same buyer."""
        result = super()._after_instead()
        first = self.filtered(lambda message: message.res_model == "loyalty.news.recipient").instead_of_id
        if first:
            Recipient = self.env["loyalty.news.recipient"]
            Recipient.flush_model(["message_id"])
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE loyalty_news_recipient r SET message_id = m.id FROM loyalty_message m
                     WHERE m.instead_of_id = r.message_id AND r.message_id = ANY(%s)
                    """,
                    first.ids,
                )
            )
            Recipient.invalidate_model(["message_id"], flush=False)
        return result

    def _before_removal(self):
        """The figures of old news stay."""
        self.env["loyalty.news.recipient"].flush_model(["message_id"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_news_recipient r SET kept_state = m.state FROM loyalty_message m
                 WHERE m.id = r.message_id AND m.id = ANY(%s)
                """,
                self.ids,
            )
        )
        return super()._before_removal()
