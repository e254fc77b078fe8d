"""What a refund would do to the points of its member: shown to the cashier before paying out."""

import math
from decimal import Decimal

from odoo import api, models

from ...engine.points import ZERO, exact
from ..earning.program_earning import number
from ..earning.sale_trace import Trace
from .pos_order import PAID

PLANNED = "loyalty_club.planned_refund"


class PosOrder(models.Model):
    _inherit = "pos.order"

    @api.model
    @api.readonly
    def get_club_refund(self, order_id, quantities):
        """What returning goods of a paid order would take back and give back.

        :param int order_id: the order that was paid
        :param dict quantities: {id of its line: quantity that is returned, positive}
        :return: a list of ``{"program_id", "taken_back", "given_back", "uncovered", "policy"}``, one for each club that
            the order has points of: points as floats; ``uncovered``: points that are spent already, which become
            arrears or are let go as ``policy`` (arrears, within_balance) says
        :raise AccessError: the user may not read the order
        """
        order = self.browse(order_id).exists()
        order.check_access("read")
        order_sudo = order.sudo()
        if order_sudo.state not in PAID or not order_sudo.club_results:
            return []
        planned = order_sudo._read_quantities(quantities)
        before = order_sudo._get_kept_points()
        data = self.env.cr.cache
        data[PLANNED] = planned
        try:
            after = order_sudo._get_kept_points()
        finally:
            del data[PLANNED]
        cards = sorted(before, key=lambda card: card.program_id.sequence or 0)
        described = [order_sudo._describe_refund(card, before[card], after[card]) for card in cards]
        return [club for club in described if club["taken_back"] or club["given_back"]]

    def _read_quantities(self, quantities):
        """{id of a line of this order: Decimal} of what came in by RPC."""
        lines, planned = set(self.lines.ids), {}
        for key, quantity in quantities.items():
            known = str(key).isdecimal() and int(key) in lines
            if known and isinstance(quantity, int | float) and math.isfinite(quantity) and quantity > 0:
                planned[int(key)] = number(quantity)
        return planned

    def _get_kept_points(self):
        """{account: (points that the order keeps of what it earned, points that its rewards cost)} as things are."""
        traces = self._load_traces()
        kept = {}
        for card, result in self._get_order_results().items():
            trace = traces.get((self.id, card.id, "accrual")) or Trace()
            target = self._get_accrual_target(card, result, trace)
            kept[card] = (target.points or ZERO) if trace.count else ZERO, ZERO
        for (card_id, _line), (_reward_line, cost) in self._get_redemption_targets(traces).items():
            card = self.env["loyalty.card"].browse(card_id)
            earned, spent = kept.get(card, (ZERO, ZERO))
            kept[card] = earned, spent + cost
        return kept

    def _describe_refund(self, card, before, after):
        taken, given = before[0] - after[0], before[1] - after[1]
        uncovered = ZERO
        if taken > 0:
            pending = exact(sum(self._get_pending_entries(card).mapped("points")))
            uncovered = max(max(taken - max(pending, ZERO), Decimal(0)) - max(exact(card.points) + given, ZERO), ZERO)
        return {
            "program_id": card.program_id.id,
            "taken_back": float(taken),
            "given_back": float(given),
            "uncovered": float(uncovered),
            "policy": card.program_id.debit_policy,
        }

    def _get_pending_entries(self, card):
        return self.env["loyalty.ledger.entry"].search(
            [
                ("card_id", "in", card._get_family().ids),
                ("origin_model", "=", self._name),
                ("origin_id", "=", self.id),
                ("state", "=", "pending"),
            ]
        )
