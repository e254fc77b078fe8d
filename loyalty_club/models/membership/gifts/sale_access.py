"""Orders of products that are for members."""

from odoo import models
from odoo.exceptions import ValidationError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_access_problems(self, lines=None):
        """Why products of the order may not be ordered by its customer today.

        :param lines: only these lines
        :return: {product: a sentence}
        """
        self.ensure_one()
        order = self.sudo().with_company(self.company_id)
        lines = (order.order_line if lines is None else lines.sudo()).filtered(
            lambda line: line.product_id and not line.reward_id and line.product_uom_qty > 0
        )
        products = lines.product_id
        if all(product.membership_access == "everyone" for product in products):
            return {}
        return products._get_access_problems(order.partner_id, order._get_plans_in_order())

    def _get_plans_in_order(self):
        """Plans that the customer buys with this order, not as a gift (superuser mode)."""
        lines = self.sudo().order_line.filtered(lambda line: line.product_uom_qty > 0)
        if "membership_gift_email" in lines._fields:
            lines = lines.filtered(lambda line: not line["membership_gift_email"])
        return self.env["loyalty.membership.period"].sudo()._get_of_products(lines.product_id).plan_id

    def _confirmation_error_message(self):
        """Products for members are sold to members. Where the money was taken already the order is confirmed, and a
        note on it says what is wrong.
        """
        message = super()._confirmation_error_message()
        if message:
            return message
        problems = self._get_access_problems()
        if not problems:
            return message
        text = "\n".join(problems.values())
        if not self._is_payment_captured():
            return text
        self.sudo().message_post(body=text)
        return message

    # --- the shop ---

    def _verify_updated_quantity(self, order_line, product_id, new_qty, uom_id, **kwargs):
        """What is for members does not come into the cart of others, and leaves it when they put their hands on it."""
        product = self.env["product.product"].sudo().browse(product_id)
        if product.membership_access == "everyone":
            return super()._verify_updated_quantity(order_line, product_id, new_qty, uom_id, **kwargs)
        order = self.with_company(self.company_id)
        problems = product._get_access_problems(order.sudo().partner_id, order._get_plans_in_order())
        if problems:
            return 0, problems[product]
        return super()._verify_updated_quantity(order_line, product_id, new_qty, uom_id, **kwargs)

    def _check_cart_is_ready_to_be_paid(self):
        problems = self._get_access_problems()
        if problems:
            raise ValidationError("\n".join(problems.values()))
        return super()._check_cart_is_ready_to_be_paid()


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _website_show_quick_add(self):
        return super()._website_show_quick_add() and not self.product_tmpl_id.membership_shop_problem


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _website_show_quick_add(self):
        return super()._website_show_quick_add() and not self.membership_shop_problem
