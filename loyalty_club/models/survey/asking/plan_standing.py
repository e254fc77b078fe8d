"""Who is left out of what is due: things that were given back meanwhile, and members the plan is not for."""

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class LoyaltySurveyPlan(models.Model):
    _inherit = "loyalty.survey.plan"

    def _keep_standing(self, due):
        """Without orders and invoices that were wholly given back before anybody asked about them."""
        gone = set()
        for model, method in (
            ("sale.order", self._find_returned_sales),
            ("pos.order", self._find_returned_till_orders),
            ("account.move", self._find_credited_invoices),
        ):
            ids = [row.origin_id for row in due if row.origin_model == model]
            if ids and self.moment != "quotation_sent":
                gone |= {(model, origin_id) for origin_id in method(ids)}
        return [row for row in due if (row.origin_model, row.origin_id) not in gone]

    def _find_returned_sales(self, ids):
        """Ids of those orders of which nothing counts any more, as points say (``_get_kept_share``); it is asked only
        of orders with returns, credit notes or lines without a quantity.
        """
        touched = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT l.order_id FROM sale_order_line l
                 WHERE l.order_id = ANY(%s) AND l.display_type IS NULL AND (
                       l.product_uom_qty = 0
                    OR EXISTS (SELECT FROM sale_order_line_invoice_rel r
                                 JOIN account_move_line a ON a.id = r.invoice_line_id
                                 JOIN account_move m ON m.id = a.move_id
                                WHERE r.order_line_id = l.id AND m.move_type = 'out_refund' AND m.state = 'posted')
                    OR EXISTS (SELECT FROM stock_move s JOIN stock_location f ON f.id = s.location_id
                                WHERE s.sale_line_id = l.id AND s.state = 'done' AND f.usage = 'customer')
                    OR EXISTS (SELECT FROM pos_order_line p JOIN pos_order_line b ON b.refunded_orderline_id = p.id
                                WHERE p.sale_order_line_id = l.id))
                """,
                ids,
            )
        )
        orders = self.env["sale.order"].sudo().browse(row[0] for row in touched)
        return [
            order.id
            for order in orders
            if not (order._get_point_weights(None) and order._get_kept_share("order", None) > 0)
        ]

    def _find_returned_till_orders(self, ids):
        touched = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT o.id FROM pos_order o JOIN pos_order_line l ON l.order_id = o.id
                 WHERE o.id = ANY(%s) AND (
                       EXISTS (SELECT FROM pos_order_line b WHERE b.refunded_orderline_id = l.id)
                    OR EXISTS (SELECT FROM account_move m WHERE m.reversed_entry_id = o.account_move))
                """,
                ids,
            )
        )
        orders = self.env["pos.order"].sudo().browse(row[0] for row in touched)
        return [order.id for order in orders if not order._get_kept_share("order", None) > 0]

    def _find_credited_invoices(self, ids):
        """Ids of those invoices that are not paid any more, were credited, or were deleted."""
        invoices = self.env["account.move"].sudo().browse(ids).exists()
        standing = invoices.filtered(lambda invoice: invoice._counts_as_paid() and not invoice._is_credited())
        return list(set(ids) - set(standing.ids))

    def _keep_matching(self, due):
        """Of these, the members that the plan's domain asks for: as they are now."""
        domain = self._get_member_domain()
        if domain.is_true() or not due:
            return due
        ids = {row.partner_id for row in due}
        matching = set(self.env["res.partner"].sudo().search(domain & Domain("id", "in", list(ids))).ids)
        return [row for row in due if row.partner_id in matching]
