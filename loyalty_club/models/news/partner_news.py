"""What a customer reads at home about products that were bought."""

from datetime import timedelta

from odoo import models

DAYS = 365
MOST = 10


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_product_news(self):
        """News and recalls of products that this customer bought, of the last year: recalls first, then the newest.

        :return: ``loyalty.news.recipient`` in superuser mode
        """
        self.ensure_one()
        found = (
            self.env["loyalty.news.recipient"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", self.id),
                    ("news_id.active", "=", True),
                    ("news_id.state", "in", ("sending", "sent")),
                    ("news_id.sent_on", ">=", self.env.cr.now() - timedelta(days=DAYS)),
                ],
                order="id desc",
                limit=MOST,
            )
        )
        return found.sorted(lambda told: told.news_id.kind != "recall")
