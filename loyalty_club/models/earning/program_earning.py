"""From the records of a club to the values of the engine."""

from datetime import datetime
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ...engine.earning_values import EVERY_DAY, Rule
from ...engine.periods import period_of
from ...engine.points import ZERO, exact
from .rule import CHANNEL_FIELDS, WEEKDAYS


def number(value):
    """A float of the ORM as the decimal that it prints as; not rounded (quantities, money of any currency)."""
    return Decimal(repr(float(value or 0)))


class LoyaltyRule(models.Model):
    _inherit = "loyalty.rule"

    def _get_engine_rule(self, code_missing=False):
        """The rule as a value of the engine.

        :param bool code_missing: the rule asks for a code that nobody entered
        """
        self.ensure_one()
        methods = frozenset()
        if self.is_for_payments:
            methods |= {f"pos,{method_id}" for method_id in self.pos_payment_method_ids.ids}
            methods |= {f"online,{method_id}" for method_id in self.payment_method_ids.ids}
        days = frozenset(number for number, day in enumerate(WEEKDAYS) if self[f"weekday_{day}"])
        return Rule(
            ref=self.id,
            mode=self.reward_point_mode,
            points=number(self.reward_point_amount),
            amount_step=number(self.amount_step),
            taxed=(self.amount_basis or "taxed").startswith("taxed"),
            delivery=(self.amount_basis or "").endswith("delivery"),
            minimum_quantity=Decimal(self.minimum_qty),
            minimum_amount=number(self.minimum_amount),
            minimum_taxed=self.minimum_amount_tax_mode == "incl",
            max_per_order=exact(self.max_points_per_order) if self.use_max_points_per_order else None,
            max_per_unit=exact(self.max_points_per_unit) if self.use_max_points_per_unit else None,
            limit=exact(self.limit_points) if self.use_limit_points else None,
            period=self.limit_period or "ever",
            channels=frozenset(name for name, field in CHANNEL_FIELDS.items() if self[field]),
            tiers=frozenset(self.tier_ids.ids if self.is_for_tiers else ()),
            date_from=self.date_from or None,
            date_to=self.date_to or None,
            weekdays=days or EVERY_DAY,
            minute_from=round(self.hour_from * 60),
            minute_to=round((self.hour_to or 24) * 60),
            first_purchase_only=self.first_purchase_only,
            payment_methods=methods,
            is_bonus=self.is_bonus,
            code_missing=code_missing,
        )


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _rounds_by_rule(self):
        """Whether the points of each rule are rounded by themselves, as stock does (see ``engine.earning.earn``)."""
        self.ensure_one()
        return self.points_rounding <= 0.01 and self.points_rounding_method == "DOWN"

    def _get_engine_rules(self, codes=None):
        """The club's rules as values of the engine.

        :param codes: rules whose code was entered (``loyalty.rule``)
        """
        self.ensure_one()
        entered = set(codes.ids) if codes else ()
        return [
            rule._get_engine_rule(code_missing=rule.mode == "with_code" and rule.id not in entered)
            for rule in self.sudo().rule_ids
        ]

    def _get_rules_by_product(self, products):
        """{product: ids of the club's rules that it belongs to}"""
        self.ensure_one()
        result = {product: set() for product in products}
        for rule, chosen in self.sudo()._get_valid_products(products.sudo()).items():
            for product in chosen:
                result[product].add(rule.id)
        return {product: frozenset(rules) for product, rules in result.items()}

    def _get_given_points(self, card, rules, at, origin=None):
        """What rules with a limit gave this member for purchases in the period that ``at`` lies in, less what was
        taken back. What is booked later counts for the day of its purchase.

        :param card: the account; empty: nothing
        :param rules: engine rules
        :param datetime at: naive UTC
        :param origin: a document whose own entries do not count
        :return: {rule id: Decimal}
        """
        limited = [rule for rule in rules if rule.limit is not None]
        if not limited or not card:
            return {}
        day = self._get_local_time(at).date()
        windows = []
        for rule in limited:
            first, after = (edge and self._get_midnight(edge) for edge in period_of(rule.period, day))
            windows.append((rule.ref, first or datetime.min, after or datetime.max))
        rows = self.env.execute_query(
            SQL(
                """
                SELECT w.rule_id, SUM((e.explanation -> 'booked' ->> w.rule_id::text)::numeric)
                  FROM loyalty_ledger_entry e
             LEFT JOIN loyalty_ledger_entry up ON up.id = e.reversed_id
             LEFT JOIN loyalty_ledger_entry top ON top.id = up.reversed_id
            CROSS JOIN LATERAL (SELECT COALESCE((COALESCE(top.explanation, up.explanation, e.explanation)
                                                 #>> '{situation,at}')::timestamp, e.qualifying_at)) AS bought (at)
                  JOIN (VALUES %s) AS w (rule_id, first, after)
                    ON bought.at >= w.first::timestamp AND bought.at < w.after::timestamp
                 WHERE %s AND e.explanation -> 'booked' ? w.rule_id::text
              GROUP BY w.rule_id
                """,
                SQL(", ").join(SQL("(%s, %s, %s)", *window) for window in windows),
                self._get_entries_of(card, origin),
            )
        )
        return {rule_id: max(exact(points), ZERO) for rule_id, points in rows}

    def _is_first_purchase(self, card, origin=None):
        """Whether the member (``card`` may be empty) has no purchase in the ledger but those of ``origin``.

        Points from before the ledger stand for purchases.
        """
        if not card:
            return True
        [(orders, opening)] = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(SUM(e.qualifying_orders), 0),
                       COUNT(*) FILTER (WHERE e.kind = 'opening' AND e.points != 0)
                  FROM loyalty_ledger_entry e WHERE %s
                """,
                self._get_entries_of(card, origin),
            )
        )
        return orders <= 0 and not opening

    @staticmethod
    def _get_entries_of(card, origin):
        """Entries of the account and of those merged into it; a merge leaves what was booked where it was."""
        origin_id = origin.id if origin and isinstance(origin.id, int) else 0
        return SQL(
            """
            e.card_id IN (SELECT id FROM loyalty_card WHERE id = %(card)s OR merged_into_id = %(card)s)
            AND (e.state != 'void' OR e.explanation IS NOT NULL)
            AND NOT (e.origin_model IS NOT DISTINCT FROM %(model)s AND e.origin_id IS NOT DISTINCT FROM %(origin)s)
            """,
            card=card.id,
            model=origin._name if origin else "",
            origin=origin_id,
        )
