"""News of products on the first page of "My club"."""

from odoo.http import request

from .home import ClubOverview


class ClubNews(ClubOverview):
    def _get_overview_values(self, account_sudo):
        values = super()._get_overview_values(account_sudo)
        return {**values, "product_news": request.env.user.partner_id._get_product_news()}
