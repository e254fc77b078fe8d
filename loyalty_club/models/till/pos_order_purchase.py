"""The lines of a till's order as a purchase of the engine. The till's own JavaScript does the same."""

from collections import defaultdict

from odoo import models

from ...engine.earning_values import Line
from ...engine.points import ZERO
from ..earning.program_earning import number
from ..earning.sale_earning import PAID_BY_POINTS


class PosOrder(models.Model):
    """Sales orders and the till differ in one thing: here a free product stands at its price, and the reward's line
    takes that price off again.
    """

    _inherit = "pos.order"

    def _get_purchase_lines(self):
        """Lines of this purchase: no refunds, no parts of combos, nothing that a sales order earns, no tips."""
        tip = self.config_id.tip_product_id
        return self.lines.filtered(
            lambda line: (
                line.product_id
                and not line.refunded_orderline_id
                and not line.combo_parent_id
                and not line._is_settled()
                and not (tip and line.product_id == tip)
            )
        )

    def _get_goods(self):
        """Lines that earn (see ``engine.earning_values.Line``)."""
        return self._get_purchase_lines().filtered(lambda line: line._is_goods())

    def _get_engine_lines(self, program, at):
        """The order's lines as values of the engine, in the club's currency."""
        lines = self._get_purchase_lines()
        convert, amounts = self._get_converter(program, at), lines._get_paid_amounts()
        goods = lines.filtered(lambda line: line._is_goods())
        freed = self._get_freed_lines(lines, goods)
        rules = program._get_rules_by_product(lines.product_id | lines.reward_id.reward_product_ids)
        units = self._get_free_units(goods, freed)
        for line in lines:
            product = freed[line][1] if line in freed else line.product_id
            money = tuple(map(convert, amounts[line]))
            value = self._get_engine_line(line, program, line in goods, rules.get(product, frozenset()), money)
            yield value._replace(free=units[line]) if line in units else value

    @staticmethod
    def _get_engine_line(line, program, is_goods, rules, money):
        reward = line.reward_id
        is_product = reward.reward_type == "product"
        return Line(
            ref=line,
            quantity=number(line.qty),
            taxed=money[0],
            untaxed=money[1],
            kind="goods" if is_goods else "discount",
            rules=rules,
            in_amount=is_product or reward.program_id.program_type not in PAID_BY_POINTS,
            in_minimum=not reward
            or reward.reward_type != "discount"
            or (reward.program_id.trigger != "auto" and reward.program_id != program),
        )

    def _get_club_amount(self, program, at):
        """What the customer spends on goods, with taxes and after discounts, in the club's currency (Decimal); paying
        with a gift card or an eWallet makes it no less.
        """
        lines = self._get_purchase_lines().filtered(lambda line: not line.reward_id.program_id.is_payment_program)
        return self._get_converter(program, at)(sum(taxed for taxed, _untaxed in lines._get_paid_amounts().values()))

    # --- what is free ---

    def _get_freed_lines(self, lines, goods):
        """What rewards of products make free.

        :return: {reward line: ({line of goods: units}, the product)}
        """
        freed, left = {}, {line: number(line.qty) for line in goods}
        for line in lines.filtered(lambda line: line.reward_id.reward_type == "product"):
            products = line.reward_id.reward_product_ids
            found, units = {}, number(line.qty)
            candidates = goods.filtered(lambda other, products=products: other.product_id in products)
            same_price = candidates.filtered(lambda other, line=line: other.price_unit == -line.price_unit)
            for other in same_price | candidates:
                part = min(left[other], units)
                if part > 0:
                    found[other] = part
                    left[other] -= part
                    units -= part
            product = next(iter(found)).product_id if found else products[:1]
            freed[line] = found, product
        return freed

    @staticmethod
    def _get_free_units(goods, freed):
        """Units of each line of goods that a reward of products pays for: where points are given per unit, they earn
        nothing. (Discounts make no unit free at the till, as with stock.)

        :return: {line: Decimal}
        """
        free = defaultdict(lambda: ZERO)
        for found, _product in freed.values():
            for line, units in found.items():
                free[line] += units
        return {line: min(units, number(line.qty)) for line, units in free.items() if line in goods}
