"""What a paid order should have booked: answers to ``loyalty.points.document``."""

from datetime import datetime
from decimal import Decimal

from odoo import models

from ...engine.document import kept_points, kept_share
from ...engine.points import ZERO, exact
from ..earning.program_earning import number
from ..earning.sale_trace import OrderResult

NOTHING = {"clubs": {}, "costs": {}}


class PosOrder(models.Model):
    """``club_results``: ``{"version": 1, "at": moment, "clubs": {club id: result}, "costs": {line id: cost}}``.

    A result is that of ``situation.dump_result`` with ``card`` (account) and ``amount`` (qualifying money); without
    ``points`` where the order only spends. A cost is ``{"program", "card", "reward", "lines", "points", "amount"}``.
    ``before``: the order is from before the ledger began, and this is what stock had booked (see ``hooks``).
    """

    _inherit = "pos.order"

    def _get_key_prefix(self):
        return f"{self._name},{(self.uuid or str(self.id)).replace(',', '')}"

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

    # --- from before the ledger ---

    def _is_before_ledger(self):
        return bool((self.club_results or {}).get("before"))

    def _get_before_ledger(self):
        if not self._is_before_ledger():
            return {}
        clubs, costs = self.club_results["clubs"].values(), self.club_results["costs"].items()
        return {
            "accrual": {str(result["card"]): result["points"] for result in clubs if "points" in result},
            "redemption": {line_id: [cost["card"], cost["points"]] for line_id, cost in costs},
        }

    # --- accruals ---

    def _get_order_results(self):
        results = {}
        for result in (self.club_results or NOTHING)["clubs"].values():
            if "points" in result:
                card = self._get_booked_account(result["card"])
                known = None if self._is_before_ledger() else result
                results.setdefault(card, OrderResult(earn_on="order")).add(result["points"], known)
        return results

    def _get_kept_share(self, earn_on, weights, fresh=False):
        goods = self._get_goods()
        if weights is None:
            weights = {str(line.id): number(max(line.price_subtotal_incl, 0.0)) for line in goods}
        return self._get_kept_part(goods, [Decimal(weights.get(str(line.id), 0)) for line in goods], earn_on)

    def _get_kept_part(self, lines, weights, earn_on):
        """The part (Decimal, 0 to 1) of lines of this order that was neither returned nor credited."""
        credited = self._get_credited_quantities()
        states = [
            line._get_line_state(weight, credited.get(line, ZERO)) for line, weight in zip(lines, weights, strict=True)
        ]
        return kept_share(states, earn_on)

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
        share = self._get_kept_part(lines, [exact(abs(line.price_subtotal_incl)) for line in lines], "order")
        if share == 1:
            return exact(cost["points"])
        rounding = self.env["loyalty.program"].sudo().browse(cost["program"]).points_rounding
        return kept_points(exact(cost["points"]), share, rounding)

    # --- afterwards ---

    def _after_sync(self, traces):
        """What the rewards of these orders take from budgets follows the points; the goods are gone in any case."""
        super()._after_sync(traces)
        uses = {}
        costs = [
            (order, cost)
            for order in self
            if not order._is_before_ledger()
            for cost in order.club_results["costs"].values()
        ]
        rewards = self.env["loyalty.reward"].sudo().browse({cost["reward"] for _order, cost in costs}).exists()
        for order, cost in costs:
            reward = rewards.browse(cost["reward"]) & rewards
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
