"""Sales orders that sell memberships: what makes the lines look again."""

from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import float_compare


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_membership_lines(self):
        """The lines that sell periods of memberships; no query for orders without."""
        products = self.env["loyalty.membership.period"]._get_by_product()
        return self.order_line.filtered(lambda line: line.product_id.id in products and not line.is_downpayment)

    def _sync_memberships(self):
        """Memberships follow what these orders are worth by now."""
        self.sudo()._get_membership_lines()._sync_memberships()

    def action_confirm(self):
        """The membership begins after the order has booked its points: it was bought without its benefits."""
        self._check_memberships()
        result = super().action_confirm()
        self._sync_memberships()
        return result

    def _action_cancel(self):
        result = super()._action_cancel()
        self._sync_memberships()
        return result

    def _check_cart_is_ready_to_be_paid(self):
        self._check_memberships()
        return super()._check_cart_is_ready_to_be_paid()

    def _check_memberships(self):
        """Refuse what could not be given after it is paid; what is paid already is taken.

        :raise UserError: says what to change
        """
        for line in self.sudo()._get_membership_lines():
            if not line.order_id._is_payment_captured():
                line._check_membership()

    def _get_online_money(self):
        """Money of this order that went through online payments, and what credit notes gave back (Decimals, with
        taxes).

        :return: {"done": paid by the customer for the order, "back": paid back, "credited": on credit notes}
        """
        self.ensure_one()
        own = self.transaction_ids | self.transaction_ids.child_transaction_ids
        every = own | self.invoice_ids.transaction_ids | self.invoice_ids.transaction_ids.child_transaction_ids
        done = own.filtered(lambda tx: tx.state == "done" and tx.operation not in ("refund", "validation"))
        back = every.filtered(lambda tx: tx.state == "done" and tx.operation == "refund")
        notes = self.invoice_ids.filtered(lambda move: move.state == "posted" and move.move_type == "out_refund")
        return {
            name: Decimal(repr(float(amount)))
            for name, amount in (
                ("done", sum(done.mapped("amount"))),
                ("back", -sum(back.mapped("amount"))),
                ("credited", sum(notes.mapped("amount_total"))),
            )
        }


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _check_membership(self):
        """:raise UserError: this line cannot become a membership"""
        period = self.product_id._get_membership_period()
        quantity = self._to_unit(self.product_uom_qty)
        if not period._is_sold():
            raise UserError(self.env._("“%s” is not sold any more. Remove it from the order.", self.product_id.name))
        self._check_company_of_plan(period)
        if float_compare(float(quantity), round(quantity), precision_digits=4):
            raise UserError(
                self.env._("“%s” is sold in whole periods. Change the quantity on the order.", self.product_id.name)
            )
