"""What a refund would do to the points of its member: shown to the cashier before paying out."""

import math

from odoo import api, models

from ...engine.points import ZERO, exact
from ..earning.program_earning import number
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
        if order_sudo.state not in PAID:
            return []
        documents = [order_sudo, *order_sudo.lines.sale_order_line_id.order_id]
        planned = order_sudo._read_quantities(quantities)
        before = self._get_kept_of(documents)
        data = self.env.cr.cache
        data[PLANNED] = planned
        try:
            after = self._get_kept_of(documents)
        finally:
            del data[PLANNED]
        cards = sorted(before, key=lambda card: (card.program_id.sequence or 0, card.id))
        described = [order_sudo._describe_refund(card, before[card], after[card], documents) for card in cards]
        return [club for club in described if club["taken_back"] or club["given_back"]]

    @staticmethod
    def _get_kept_of(documents):
        """{account: [points earned, points spent]} of an order and of the sales orders that were settled with it."""
        kept = {}
        for document in documents:
            for card, (earned, spent) in document._get_kept_points().items():
                known = kept.setdefault(card, [ZERO, ZERO])
                known[0] += earned
                known[1] += spent
        return kept

    def _read_quantities(self, quantities):
        """{id of a line of this order: Decimal} of what came in by RPC."""
        lines, planned = {str(line_id): line_id for line_id in self.lines.ids}, {}
        for key, quantity in quantities.items():
            line_id = lines.get(str(key))
            if line_id and isinstance(quantity, int | float) and math.isfinite(quantity) and quantity > 0:
                planned[line_id] = number(quantity)
        return planned

    def _describe_refund(self, card, before, after, documents):
        taken, given = before[0] - after[0], before[1] - after[1]
        uncovered = ZERO
        if taken > 0:
            pending = sum((document._get_pending_points(card) for document in documents), ZERO)
            lapsed = sum((document._get_lapsed_points(card) for document in documents), ZERO)
            there = max(pending, ZERO) + lapsed + max(exact(card.points) + given, ZERO)
            uncovered = max(taken - there, ZERO)
        return {
            "program_id": card.program_id.id,
            "taken_back": float(taken),
            "given_back": float(given),
            "uncovered": float(uncovered),
            "policy": card.program_id.debit_policy,
        }
