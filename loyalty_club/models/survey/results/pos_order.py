from odoo import models

from .categories import get_main_category


class PosOrder(models.Model):
    _name = "pos.order"
    _inherit = ["pos.order", "loyalty.survey.answered"]

    def _get_answer_field(self):
        return "pos_order_id"

    def _get_club_shop(self):
        """Where it was bought, for figures: the till."""
        return self.config_id.name

    def _get_club_seller(self):
        """Who served the customer, for figures: a contact. Where cashiers tell the till who they are (``pos_hr``), all
        of them work as one user: then it is the contact of the employee.
        """
        order = self.sudo()
        employee = "employee_id" in order._fields and order.employee_id
        return employee.work_contact_id if employee else order.user_id.partner_id

    def _get_main_category(self):
        return get_main_category(self.lines)
