from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _choose_membership_period(self, period):
        """Put a period into this cart, once. Another period of the same plan leaves it; gifts stay.

        :param period: ``loyalty.membership.period``
        """
        self.ensure_one()
        bought = self.order_line.filtered(
            lambda line: (
                line.product_id in period.plan_id.period_ids.product_id
                and not line.membership_gift_email
                and not line.is_reward_line
            )
        )
        same = bought.filtered(lambda line: line.product_id == period.product_id)
        for line in bought - same:
            self._cart_update_line_quantity(line_id=line.id, quantity=0)
        if not same:
            self._cart_add(product_id=period.product_id.id, quantity=1)
