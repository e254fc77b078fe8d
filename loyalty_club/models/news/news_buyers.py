"""Who bought it."""

from odoo import models


class LoyaltyNews(models.Model):
    _inherit = "loyalty.news"
