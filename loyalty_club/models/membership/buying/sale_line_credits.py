"""Credit notes on orders that sell memberships: full periods go, parts of a price are noted."""

from decimal import Decimal

from odoo import fields, models

from ....engine.membership_buying import only_paid_invoices, parts_given_back, taken_periods
from ....engine.membership_money import money
from ....engine.points import ZERO
from ...earning.program_earning import number


class LoyaltyMembershipTerm(models.Model):
    _inherit = "loyalty.membership.term"

    credited_amount = fields.Monetary(
        readonly=True, help="What of the refunded amount was given back of the order by others than the membership."
    )

    def _note_credited(self, amount, reason):
        """So much of this period was given back, besides what is noted of it otherwise, and it is still paid.

        :param amount: Decimal, without taxes, company currency
        """
        before = self._to_money(self.credited_amount)
        if amount != before:
            self._note_refunded(self._to_money(self.refunded_amount) - before + amount, reason)
            self.credited_amount = float(amount)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _compare_periods(self, period):
        super()._compare_periods(period)
        if self.order_id.state == "sale":
            self._note_parts_given_back(period)

    def _get_credit_lines(self):
        """Lines of posted credit notes on what this line billed."""
        return self._get_invoice_lines().filtered(
            lambda line: line.move_id.state == "posted" and line.move_id.move_type == "out_refund"
        )

    @staticmethod
    def _is_of_paid(credit_line):
        """Whether a credit note gives back something that was paid."""
        invoice = credit_line.move_id.reversed_entry_id
        return not invoice or invoice._counts_as_paid()

    def _get_credited_units(self):
        """What credit notes took back, by their money: a part of the price is a part of a period.

        :return: (all, of paid invoices), in the line's unit
        """
        every, of_paid = Decimal(0), Decimal(0)
        for line in self._get_credit_lines():
            units = number(line.product_uom_id._compute_quantity(line.quantity, self.product_uom_id, round=False))
            units *= self._get_credited_share(line)
            every += units
            if self._is_of_paid(line):
                of_paid += units
        return every, of_paid

    def _get_credited_share(self, line):
        """1 where a unit is credited at what it cost or more; less where only some of that is."""
        price = number(self.price_unit) * (100 - number(self.discount))
        if not self._is_credited_with_discounts(line):
            price *= self._get_part_after_discounts()
        return min(number(line.price_unit) * (100 - number(line.discount)) / price, Decimal(1)) if price > 0 else 1

    # --- parts of a price ---

    def _note_parts_given_back(self, period):
        """Note on the periods that are left what was given back and took none of them, the newest first."""
        terms = self._get_terms_of_line()._filter_product(period)
        live = terms.filtered(lambda term: term.state == "paid")
        left = self._get_parts_given_back(terms, period.plan_id.start_on)
        reason = self.env._("%s: given back", self.order_id.name)
        smallest = live[:1]._to_money(live.currency_id.rounding) if live else ZERO
        for term in live.sorted(lambda term: (bool(term.credited_amount), term.date_from, term.id), reverse=True):
            noted = term._to_money(term.refunded_amount) - term._to_money(term.credited_amount)
            # All of the money would take the days: that is for the comparison of periods to say.
            amount = max(min(left, term._to_money(term.amount) - noted - smallest), ZERO)
            term._note_credited(amount, reason)
            left -= amount

    def _get_parts_given_back(self, terms, start_on):
        """What was given back, took no period and was not noted by the membership itself (Decimal, without taxes,
        company currency).
        """
        price = number(sum(terms.mapped("amount"))) / len(terms) if terms else ZERO
        bought = self._get_bought(terms)
        only_paid = only_paid_invoices(bought, start_on)
        lines = self._get_credit_lines().filtered(lambda line: not only_paid or self._is_of_paid(line))
        if not price or not (lines or bought.returned):
            return ZERO
        lost = terms.filtered(lambda term: term.state == "refunded" and not term.undone)
        live = terms.filtered(lambda term: term.state == "paid")
        noted = sum((lost | live).mapped("refunded_amount")) - sum((lost | live).mapped("deducted_amount"))
        noted -= sum(live.mapped("credited_amount"))
        credited = sum((self._get_credited_money(line, terms) for line in lines), ZERO)
        taken = max(taken_periods(bought, start_on) - bought.lost, 0)
        parts = parts_given_back(credited, bought.returned, taken, price, number(noted))
        # What the membership itself gave back in another currency was rounded there.
        rounding = max((line.currency_id.rounding / terms[:1]._get_exchange(line) for line in lines), default=0)
        other = any(line.currency_id != terms.currency_id for line in lines)
        return (
            ZERO if other and parts <= number(rounding) * len(lines) else money(parts, terms.currency_id.decimal_places)
        )

    def _get_credited_money(self, line, terms):
        """What a line of a credit note gives back (Decimal, without taxes, company currency), less the discounts that
        are lines of their own and are given back with it.
        """
        amount = number(line.price_subtotal)
        if self._is_credited_with_discounts(line):
            amount *= self._get_part_after_discounts()
        return amount / number(terms[:1]._get_exchange(line))

    @staticmethod
    def _is_credited_with_discounts(line):
        return any(other.price_subtotal < 0 for other in line.move_id.invoice_line_ids)

    def _get_part_after_discounts(self):
        """What of its price the line cost (Decimal, 0 to 1), where discounts are lines of their own."""
        price = number(self.price_subtotal)
        return number(self._get_cost_after_discounts()) / price if price else Decimal(1)
