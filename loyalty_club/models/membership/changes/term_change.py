from odoo import models


class LoyaltyMembershipTerm(models.Model):
    _inherit = "loyalty.membership.term"

    def _get_product(self):
        """What the term was bought as."""
        self.ensure_one()
        return (self.period_id or self.membership_id.period_id).product_id

    def _get_charged(self):
        """What was paid for the term and not given back, in the terms of the product's price: with taxes where they
        are included in it (company currency).
        """
        self.ensure_one()
        line = self.sale_line_id
        quantity = line.product_uom_qty
        if self.pos_line_id:
            line = self.pos_line_id
            quantity = line.qty
        elif self.move_id:
            product = self._get_product()
            line = self.move_id.invoice_line_ids.filtered(
                lambda line: line.product_id == product and line.price_subtotal > 0
            )[:1]
            quantity = line.quantity
        net = self.amount - self.refunded_amount
        if not line or not line.price_subtotal:
            return net
        return net * line.price_unit * (1 - line.discount / 100) * quantity / line.price_subtotal
