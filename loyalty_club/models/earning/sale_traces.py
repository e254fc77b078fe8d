"""What orders have spent by now."""

from odoo import models
from odoo.tools import SQL

from ...engine.points import exact


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_booked_cost(self, card):
        """Points (Decimal) that the account has spent on this order by now; stock sets the cost of lines to 0 while it
        computes the rewards of a confirmed order anew."""
        [[points]] = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(-SUM(e.points), 0)
                  FROM loyalty_ledger_entry e
             LEFT JOIN loyalty_ledger_entry up ON up.id = e.reversed_id
             LEFT JOIN loyalty_ledger_entry root ON root.id = up.reversed_id
                 WHERE e.origin_model = 'sale.order' AND e.origin_id = %s AND e.card_id = ANY(%s)
                   AND COALESCE(root.kind, up.kind, e.kind) = 'redemption'
                """,
                self.id,
                card._get_family().ids,
            )
        )
        return exact(points)
