"""When an order was wholly delivered: stock keeps the dates of transfers, but none for services that are entered by
hand, nor for a rest that is cancelled.
"""

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column


class SaleOrder(models.Model):
    _inherit = "sale.order"

    club_delivered_at = fields.Datetime(
        "Wholly delivered",
        compute="_compute_club_delivered_at",
        store=True,
        copy=False,
        help="The moment at which the last goods of the order had left, or the rest was cancelled. An order of "
        "services only is delivered when all of them were entered as delivered; services sold with goods are not "
        "waited for.",
    )

    _club_delivered_idx = models.Index("(club_delivered_at) WHERE club_delivered_at IS NOT NULL")

    def _auto_init(self):
        """Orders that were delivered before there was this field were not delivered just now."""
        is_new = not column_exists(self.env.cr, self._table, "club_delivered_at")
        if is_new:
            create_column(self.env.cr, self._table, "club_delivered_at", "timestamp")
        result = super()._auto_init()
        if is_new:
            self._fill_club_delivered_at()
        return result

    @api.model
    def _fill_club_delivered_at(self):
        """Note all orders that are wholly delivered by now, as ``_is_wholly_delivered`` says; one statement."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE sale_order o
                   SET club_delivered_at = COALESCE(
                       (SELECT MAX(k.date_done)
                          FROM stock_picking k JOIN stock_location l ON l.id = k.location_dest_id
                         WHERE k.sale_id = o.id AND k.state = 'done' AND l.usage = 'customer'), o.date_order)
                 WHERE o.state = 'sale' AND o.club_delivered_at IS NULL AND (o.delivery_status = 'full' OR (
                       o.delivery_status IS NULL AND NOT EXISTS (
                       SELECT FROM sale_order_line n
                        WHERE n.order_id = o.id AND n.display_type IS NULL AND n.is_downpayment IS NOT TRUE
                          AND n.is_delivery IS NOT TRUE AND n.reward_id IS NULL
                          AND n.product_uom_qty > COALESCE(n.qty_delivered, 0))))
                """
            )
        )

    @api.depends("state", "picking_ids.state", "order_line.qty_delivered", "order_line.product_uom_qty")
    def _compute_club_delivered_at(self):
        """The first moment since which nothing is missing; returns do not change it."""
        now = self.env.cr.now().replace(microsecond=0)
        for order in self:
            known = order.club_delivered_at
            order.club_delivered_at = (known or now) if order._is_wholly_delivered(bool(known)) else False

    def _is_wholly_delivered(self, was_delivered=False):
        """Whether the customer has everything that was ordered and not cancelled.

        :param bool was_delivered: it was known as delivered: then only what is to leave once more counts, but not what
            returned goods go through in the warehouse
        """
        self.ensure_one()
        if self.state != "sale":
            return False
        transfers = self.picking_ids.filtered(
            lambda transfer: transfer.state != "cancel" and transfer.location_id.usage != "customer"
        )
        leaving = transfers.filtered(lambda transfer: transfer.location_dest_id.usage == "customer")
        if transfers:
            waited_for = leaving if was_delivered else transfers
            return bool(leaving) and all(transfer.state == "done" for transfer in waited_for)
        lines = self.order_line.filtered(lambda line: line._is_delivered_by_hand())
        return bool(lines) and all(
            line.product_uom_id.compare(line.qty_delivered, line.product_uom_qty) >= 0 for line in lines
        )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def write(self, vals):
        result = super().write(vals)
        if "qty_delivered" in vals:
            self.env["loyalty.survey.plan"]._wake_up("delivered")
        return result

    def _is_delivered_by_hand(self):
        """Whether somebody has to deliver something for this line."""
        self.ensure_one()
        is_something = not self.display_type and self.product_type != "combo" and self.product_uom_qty > 0
        is_addition = self.is_downpayment or self.is_delivery or self.is_reward_line or self._is_global_discount()
        return is_something and not is_addition


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_cancel(self):
        """The rest of an order that is cancelled was the last thing to wait for."""
        result = super()._action_cancel()
        if self.sale_line_id:
            self.env["loyalty.survey.plan"]._wake_up("delivered")
        return result
