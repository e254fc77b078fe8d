"""What a member can write about: own orders of late, what was in them, and shops."""

from odoo import models

ORDERS, PRODUCTS, PLACES = 10, 20, 20


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _get_feedback_choices(self, partner):
        """Orders of a partner, in the shop and at tills, and their products: the same number of queries however many.

        :return: list of (title of the group, [(value of the form, words)])
        """
        self.ensure_one()
        sales, tills = self._get_feedback_orders(partner)
        orders = sorted([*sales, *tills], key=lambda order: order.date_order, reverse=True)[:ORDERS]
        products = self.env["product.product"].sudo().union(
            *(order.order_line.product_id if order in sales else order.lines.product_id for order in orders)
        )  # fmt: skip
        products = products.filtered(lambda product: product.sale_ok and product.active)[:PRODUCTS]
        groups = [
            (self.env._("Orders"), [(self._get_choice(order), order._get_feedback_label()) for order in orders]),
            (self.env._("Products"), [(self._get_choice(product), product.name) for product in products]),
            (self.env._("Shops"), [(self._get_choice(place), place.name) for place in self._get_feedback_places()]),
        ]
        return [group for group in groups if group[1]]

    def _get_feedback_company(self, default):
        """The company that feedback of this account's member is for: the club's, the member's, or ``default``."""
        return self.company_id or self.partner_id.company_id or default

    @staticmethod
    def _get_choice(record):
        return f"{record._name},{record.id}"

    def _get_feedback_orders(self, partner):
        """(sales orders, orders of tills) of a partner, the newest ones, in the club's company (superuser mode)."""
        domain = [("partner_id", "=", partner.id)]
        if self.company_id:
            domain.append(("company_id", "=", self.company_id.id))
        sales = self.env["sale.order"].sudo().search(
            [*domain, ("state", "=", "sale")], limit=ORDERS, order="date_order desc, id desc"
        )  # fmt: skip
        tills = self.env["pos.order"].sudo().search(
            [*domain, ("state", "in", ("paid", "done", "invoiced"))], limit=ORDERS, order="date_order desc, id desc"
        )  # fmt: skip
        return sales, tills

    def _get_feedback_places(self):
        """Places with a code of the club's company, for this club or for all of them (superuser mode)."""
        domain = [("program_id", "in", (False, self.program_id.id))]
        if self.company_id:
            domain.append(("company_id", "=", self.company_id.id))
        return self.env["loyalty.feedback.place"].sudo().search(domain, limit=PLACES)

    def _get_feedback_about(self, partner, choice):
        """What a value of the form stands for; nothing where it is none of the choices.

        :return: dict of ``loyalty.feedback`` fields
        """
        offered = {value for _title, values in self._get_feedback_choices(partner) for value, _words in values}
        if choice not in offered:
            return {}
        model, _comma, number = choice.partition(",")
        record = self.env[model].sudo().browse(int(number))
        if model == "product.product":
            return {"product_id": record.id}
        if model == "loyalty.feedback.place":
            return {"place_id": record.id, "company_id": record.company_id.id}
        name = "sale_order_id" if model == "sale.order" else "pos_order_id"
        return {name: record.id, "company_id": record.company_id.id}
