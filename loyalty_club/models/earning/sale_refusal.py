"""Orders of members who may not earn: nothing is given, not later either, and what becomes less is taken back."""

from dataclasses import replace
from decimal import Decimal

from odoo import models

from ...engine.earning import keep
from ...engine.earning_values import Earned
from ...engine.points import ZERO, exact
from .situation import dump_result


class SaleOrder(models.Model):
    """The ``part`` of a result says that the order only loses points from now on: 0 where it was confirmed while its
    member could not earn; else how much of it counts after lines were added, or became more, or were paid or delivered,
    in such a time.
    """

    _inherit = "sale.order"

    def _get_refusal(self, program, card):
        """The result (see ``situation.dump_result``) of an order that gives nothing, for JSON."""
        nothing, situation = Earned(ZERO, ZERO, ()), self._get_situation(program, card)
        return {**dump_result(nothing, situation, program._rounds_by_rule()), "part": "0"}

    def _forgo_points(self, card, trace):
        """What was paid or delivered while its member could not earn is not given afterwards."""
        super()._forgo_points(card, trace)
        lines = self.coupon_point_ids.filtered(lambda line: line.coupon_id._get_survivor() == card and line.club_result)
        total = sum((exact(line.points) for line in lines), ZERO)
        for line in lines:
            part = str(trace.net / total) if total else "0"
            line.club_result = {**line.club_result, "part": part}

    def _get_points_now(self, program, card, line):
        """What a confirmed order earns after its lines changed.

        :param line: its line of ``coupon_point_ids``
        :return: (``engine.earning_values.Earned``, the result for JSON)
        """
        before = line.club_result or {}
        earned, situation = self._get_earned(program, card)
        part, by_rule = before.get("part"), program._rounds_by_rule()
        may_earn = card._may_earn() and program.filtered_domain(self._get_program_domain())
        if not (may_earn or "weights" in before) and earned.points > exact(line.points):
            return replace(earned, points=exact(line.points)), None  # they came from elsewhere: only the sum is known
        if part is None and (may_earn or "weights" not in before):
            return earned, dump_result(earned, situation, by_rule)
        kept = self._keep_less(program, before, earned)
        if kept.points < earned.points or part is not None:
            part = str(kept.points / earned.points) if earned.points else part
        result = dump_result(kept, situation, by_rule)
        return kept, result if part is None else {**result, "part": part}

    def _keep_less(self, program, before, earned):
        """What of ``earned`` was earned before, too."""
        weights = {self.order_line.browse(int(line)): Decimal(points) for line, points in before["weights"].items()}
        given = {rule["rule"]: Decimal(rule["points"]) for rule in before["rules"]}
        return keep(earned, weights, given, program.points_rounding, program.points_rounding_method)
