from odoo import models


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _get_home_tabs(self):
        tabs = super()._get_home_tabs()
        place = next((number for number, tab in enumerate(tabs) if tab["name"] == "messages"), len(tabs))
        return [
            *tabs[:place],
            {"name": "feedback", "label": self.env._("Feedback"), "url": "/my/club/feedback"},
            *tabs[place:],
        ]
