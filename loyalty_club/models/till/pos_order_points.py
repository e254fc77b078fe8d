"""What a paid order should have booked: answers to ``loyalty.points.document``."""

from datetime import datetime
from decimal import Decimal

from odoo import models

from ...engine.document import kept_points, kept_share
from ...engine.points import ZERO, exact
from ..earning.sale_trace import OrderResult

NOTHING = {"clubs": {}, "costs": {}}


class PosOrder(models.Model):
    """``club_results``: ``{"version": 1, "at": moment, "clubs": {club id: result}, "costs": {line id: cost}}``.

    A result is that of ``situation.dump_result`` with ``card`` (account) and ``amount`` (qualifying money); without
    ``points`` where the order only spends. A cost is ``{"program", "card", "reward", "lines", "points", "amount"}``.
    """

    _inherit = "pos.order"

    def _get_key_prefix(self):
        return f"{self._name},{self.uuid.replace(',', '')}"

    def _get_posting_moment(self):
        return datetime.fromisoformat(self.club_results["at"])

    def _get_overdraft_cause(self):
        """Goods that are gone cost their points, even where those were spent elsewhere meanwhile."""
        return "offline"

    def _get_booked_account(self, card_id):
        """The account that booked, or the one it was merged into (superuser mode)."""
        return self.env["loyalty.card"].sudo().browse(card_id)._get_survivor()

    def _get_booked_accounts(self):
        """{club id: account} of what the order booked (superuser mode)."""
        results = (self.club_results or NOTHING)["clubs"]
        return {int(program): self._get_booked_account(result["card"]) for program, result in results.items()}

    def _get_booked_points(self, program_id):
        """(points earned, points spent) in a club when the order was paid, as decimals."""
        result = self.club_results["clubs"].get(str(program_id)) or {}
        costs = [cost for cost in self.club_results["costs"].values() if cost["program"] == program_id]
        return exact(result.get("points") or 0), sum((exact(cost["points"]) for cost in costs), ZERO)

    def _load_traces(self):
        """Orders that are judged in this very posting have nothing in the ledger."""
        known = self.filtered(lambda order: order not in self._get_judged())
        return super(PosOrder, known)._load_traces() if known else {}

    # --- accruals ---

    def _get_order_results(self):
        results = {}
        for result in (self.club_results or NOTHING)["clubs"].values():
            if "points" in result:
                card = self._get_booked_account(result["card"])
                results.setdefault(card, OrderResult()).add(result["points"], result)
        return results

    def _get_kept_share(self, earn_on, weights, fresh=False):
        goods = self._get_goods()
        return kept_share([line._get_line_state(Decimal(weights.get(str(line.id), 0))) for line in goods], earn_on)

    def _get_qualifying_amount(self, program):
        return self.club_results["clubs"][str(program.id)]["amount"]

    # --- redemptions ---

    def _get_redemption_targets(self, traces):
        targets = {}
        for line_id, cost in (self.club_results or NOTHING)["costs"].items():
            line = self.env["pos.order.line"].sudo().browse(int(line_id))
            targets[self._get_booked_account(cost["card"]).id, line.id] = line, self._get_kept_cost(cost)
        return targets

    def _get_kept_cost(self, cost):
        """Points that a reward costs now: those of it that was refunded are given back, by its share."""
        lines = self.env["pos.order.line"].sudo().browse(cost["lines"])
        states = [line._get_line_state(exact(abs(line.price_subtotal_incl))) for line in lines]
        share = kept_share(states, "order")
        if share == 1:
            return exact(cost["points"])
        rounding = self.env["loyalty.program"].sudo().browse(cost["program"]).points_rounding
        return kept_points(exact(cost["points"]), share, rounding)

    # --- afterwards ---

    def _after_sync(self, traces):
        """What the rewards of these orders take from budgets follows the points; the goods are gone in any case."""
        super()._after_sync(traces)
        uses = {}
        for order in self:
            for cost in order.club_results["costs"].values():
                reward = self.env["loyalty.reward"].sudo().browse(cost["reward"]).exists()
                if reward.has_budget:
                    order._add_use(uses.setdefault(order.id, {}), reward, cost)
        if uses:
            self.env["loyalty.reward"]._book_uses(self._name, uses, force=True)

    def _add_use(self, uses, reward, cost):
        kept = self._get_kept_cost(cost)
        pieces, amount = uses.get(reward, (0, ZERO))
        share = kept / exact(cost["points"]) if exact(cost["points"]) else Decimal(0)
        uses[reward] = (
            pieces + (reward._count_pieces(kept) if kept > 0 else 0),
            exact(amount + exact(cost["amount"]) * share),
        )
