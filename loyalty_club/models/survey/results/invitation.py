from odoo import models

ORDERS = ("sale.order", "pos.order")


class LoyaltySurveyInvitation(models.Model):
    _inherit = "loyalty.survey.invitation"

    def _get_orders(self):
        """:return: {invitation: the order that it asks about}, without those that ask about something else"""
        orders = {}
        for model in ORDERS:
            about = self.filtered(lambda invitation, model=model: invitation.origin_model == model)
            found = set(self.env[model].sudo().browse(about.mapped("origin_id")).exists()._ids)
            for invitation in about:
                if invitation.origin_id in found:
                    orders[invitation] = self.env[model].sudo().browse(invitation.origin_id)
        return orders
