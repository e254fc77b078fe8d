"""What a sales order books on its members' accounts."""

from odoo import models

from ...engine.document import kept_points
from ...engine.points import ZERO, exact
from .sale_trace import OrderResult

CAPTURED = ("authorized", "done")


class SaleOrder(models.Model):
    """How a sales order answers what ``loyalty.points.document`` asks."""

    _name = "sale.order"
    _inherit = ["sale.order", "loyalty.points.document"]

    def _sync_in_turn(self):
        """Post these orders; those whose rules look at other purchases (a cap per member, a first purchase) and that
        book for the first time go one after the other, each knowing what the one before has booked.
        """
        bound = self.filtered(
            lambda order: (
                order.state == "sale" and any((line.club_result or {}).get("bound") for line in order.coupon_point_ids)
            )
        )
        booked = bound._get_booked_orders() if len(bound) > 1 else bound
        late = booked.filtered(lambda order: order._earns_late())
        bound -= booked - late
        if len(bound) < 2:
            self._sync_points()
            return
        (self - bound)._sync_points()
        for order in bound.sorted("id"):
            if order not in late:
                with self.env["loyalty.card"]._points_by_document():
                    order.sudo().coupon_point_ids._forget_first()
                    order._update_club_points()
            order._sync_points()

    def _get_booked_orders(self):
        """Those of these orders that have entries in the ledger."""
        entries = self.env["loyalty.ledger.entry"].sudo()
        rows = entries._read_group([("origin_model", "=", self._name), ("origin_id", "in", self.ids)], ["origin_id"])
        return self.browse(row[0] for row in rows)

    def _after_sync(self, traces):
        """Reservations served their purpose; an order that is no longer confirmed starts anew when it is again."""
        super()._after_sync(traces)
        confirmed = self.filtered(lambda order: order.state == "sale")
        confirmed._release_points()
        touched = {key[0] for key in traces}
        for order in (self - confirmed).filtered(lambda order: order.id in touched):
            order.points_revision += 1

    # --- what should be booked ---

    def _get_order_results(self):
        """{account: OrderResult} of all of the order, whatever of it counts by now."""
        results = {}
        if self.state == "sale":
            for line in self.coupon_point_ids:
                if line.coupon_id.is_club:
                    results.setdefault(line.coupon_id._get_survivor(), OrderResult()).add(line.points, line.club_result)
        return results

    def _get_redemption_targets(self, traces):
        lines = self.order_line.filtered("coupon_id.is_club") if self.state == "sale" else self.order_line.browse()
        costs = {line: self._get_kept_cost(line, traces) for line in lines}
        return {(line.coupon_id._get_survivor().id, line.id): (line, cost) for line, cost in costs.items()}

    def _get_kept_cost(self, line, traces):
        """Points a reward line costs now: a refunded reward gives its points back, by its share; one that was set to
        quantity 0, which is how lines of confirmed orders are removed, gives all of them back.
        """
        cost = exact(line.points_cost)
        if not cost or not any(key[0] == self.id for key in traces):
            return cost
        state = line._get_line_state(ZERO)
        if state.ordered <= 0:
            return ZERO
        share = state.net("order") / state.ordered
        return kept_points(cost, share, line.coupon_id.program_id.points_rounding)

    # --- values of postings ---

    def _get_points_revision(self):
        return self.points_revision

    def _get_overdraft_cause(self):
        return "payment" if self._is_payment_captured() else False

    def _describe_reversal(self):
        return super()._describe_reversal() if self.state == "sale" else self.env._("Order %s: cancelled", self.name)

    def _is_payment_captured(self):
        return any(tx.state in CAPTURED for tx in self.sudo().transaction_ids)
