from odoo import models

from .categories import get_main_category


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "loyalty.survey.answered"]

    def _get_answer_field(self):
        return "sale_order_id"

    def _get_club_shop(self):
        """Where it was bought, for figures: the website or the sales team."""
        return self.website_id.name or self.team_id.name or None

    def _get_club_seller(self):
        """Who sold it, for figures: a contact."""
        return self.user_id.partner_id

    def _get_main_category(self):
        return get_main_category(self.order_line.filtered(lambda line: not line.display_type))
