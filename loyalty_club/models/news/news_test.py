"""Sending news to oneself before anybody else gets them."""

from odoo import models
from odoo.exceptions import UserError

ORDER = "S00001"
"""The order of an example."""


class LoyaltyNews(models.Model):
    _inherit = "loyalty.news"

    def action_send_test(self):
        """Send the draft to the current user, marked as a test, as if the user had bought one of the products."""
        self.ensure_one()
        self.check_access("write")
        news = self.sudo()
        if news.state != "draft":
            raise UserError(self.env._("This was sent already. Duplicate it to test it again."))
        news._check_ready()
        buyer = news._make_sample_buyer(self.env.user.partner_id)
        try:
            values = {
                "company_id": news.company_id.id,
                "program_id": False,
                "purpose": news.kind,
                "channel": news.channel,
            }
            return self.env["loyalty.message"]._send_test(news._get_message_template(), buyer, values)
        finally:
            buyer.unlink()

    def _make_sample_buyer(self, partner):
        """Templates are rendered on records: this one is gone before anybody sees it."""
        return self.env["loyalty.news.recipient"].create(
            {
                "news_id": self.id,
                "partner_id": partner.id,
                "bought": self._get_products()[:1].ids,
                "order_ref": ORDER,
                "bought_on": self.env.cr.now().replace(microsecond=0),
                "is_told": True,
            }
        )
