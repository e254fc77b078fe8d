"""Orders that earn after their confirmation: caps and first purchases are looked at again when they book."""

from odoo import models

from ...engine.points import ZERO, round_points
from .remembered_rules import load_rule
from .situation import Situation


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _earns_late(self):
        """Whether the order earns in a club in which more than the confirmation is asked for."""
        return any((line.club_result or {}).get("earn_on", "order") != "order" for line in self.sudo().coupon_point_ids)

    def _limit_late_points(self, card, result, trace, target):
        """Take off what other purchases have used up since the confirmation; what is booked stays.

        :param result: the ``OrderResult`` of all of the order
        :param target: the ``Target`` of now, which is changed
        """
        rounding = card.program_id.points_rounding
        rules = {str(values["ref"]): load_rule(values) for values in result.asked}
        over = self._get_late_excess(card, rules, result, trace, target)
        total = sum(over.values(), ZERO)
        if not total:
            return
        bonus = sum((points for rule, points in over.items() if rules[rule].is_bonus), ZERO)
        left = max(round_points(target.points - total, rounding, "DOWN"), min(trace.net, target.points), ZERO)
        qualifying = max(round_points(target.qualifying[0] - total + bonus, rounding, "DOWN"), ZERO)
        target.points, target.qualifying = left, (qualifying, *target.qualifying[1:])
        target.booked = {rule: points - over.get(rule, ZERO) for rule, points in target.booked.items()}

    def _get_late_excess(self, card, rules, result, trace, target):
        """{rule id as text: points that it cannot give}, of rules that are to give more than is booked."""
        more = {rule: points for rule, points in target.booked.items() if points > trace.booked.get(rule, ZERO)}
        asked = {key: rule for key, rule in rules.items() if key in more}
        limited = {key: rule for key, rule in asked.items() if rule.limit is not None}
        first = [key for key, rule in asked.items() if rule.first_purchase_only and not trace.booked.get(key)]
        over = {}
        if limited:
            at = Situation.load(result.explanation["situation"]).at
            given = card.program_id._get_given_points(card, limited.values(), at, self)
            for key, rule in limited.items():
                allowed = max(rule.limit - given.get(rule.ref, ZERO), trace.booked.get(key, ZERO))
                over[key] = max(more[key] - allowed, ZERO)
        if first and not card.program_id._is_first_purchase(card, self):
            over.update({key: more[key] for key in first})
        return over
