"""Money given back for paid periods: credit notes, and what becomes of the days."""

from odoo import api, models
from odoo.exceptions import UserError

from ....engine.membership_money import money, refund


class LoyaltyMembershipTerm(models.Model):
    _inherit = "loyalty.membership.term"

    # --- how much ---

    def _get_refundable(self):
        """What was paid for the period and not given back yet (Decimal, without taxes)."""
        self.ensure_one()
        if self.state != "paid":
            return money(0)
        left = self._to_money(self.amount) - self._to_money(self.refunded_amount)
        lines = self._find_invoice_lines()
        if lines:  # somebody may have credited a part of it, as a present or by another way
            uncredited = sum(line._get_uncredited() for line in lines)
            left = min(left, self._to_money(uncredited / self._get_exchange(lines)))
        return left

    def _get_refund(self, day):
        """What the plan's rule gives back of the period when the membership ends with ``day`` (Decimal)."""
        self.ensure_one()
        plan = self.plan_id
        due = refund(
            self.amount,
            self._get_first_counted_day(),
            self.date_to,
            day,
            plan.refund_rule,
            days=plan.refund_days,
            bought=self.paid_on or self.date_from,
            unused=not self.membership_id._has_used_benefits(self),
            digits=self.currency_id.decimal_places,
        )
        return min(due, self._get_refundable())

    def _to_money(self, amount):
        return money(amount, self.currency_id.decimal_places)

    # --- giving it back ---

    @api.private
    def _refund(self, amount, reason):
        """Give money back: a credit note on the invoice, and the days with it when it is all of the period's money.

        :param amount: without taxes, company currency
        :raise UserError: more than was paid, nothing, or not invoiced yet
        """
        self.ensure_one()
        return self._refund_amounts({self: amount}, reason)

    @api.private
    @api.model
    def _refund_amounts(self, amounts, reason):
        """Give money back for several periods, with one credit note for each invoice.

        :param dict amounts: {term: amount without taxes}
        :return: the credit notes
        """
        terms = self.browse([term.id for term in amounts]).sudo()
        terms.membership_id._lock()
        terms.invalidate_recordset()
        totals = {}
        for term in terms:
            amount, left = term._to_money(amounts[term]), term._get_refundable()
            if amount <= 0:
                raise UserError(self.env._("The amount to give back has to be more than 0."))
            if amount > left:
                raise UserError(
                    self.env._(
                        "%(amount)s cannot be given back for the period from %(day)s: %(left)s of it are left.",
                        amount=amount,
                        day=term.date_from,
                        left=left,
                    )
                )
            totals[term] = term._to_money(term.refunded_amount) + amount
        notes = terms._make_credit_notes(amounts, reason)
        for term, total in totals.items():
            term._note_refunded(total, reason)
        return notes

    @api.private
    def _note_refunded(self, total, reason=None):
        """So much of this period was given back by now, by whatever document. Idempotent: called with the same total
        again it does nothing.

        All of it: the days are taken away; those of later periods move up. Less again (a credit note was cancelled):
        the days come back.

        :param total: without taxes, company currency
        """
        self.ensure_one()
        term = self.sudo()
        membership = term.membership_id._lock()
        term.invalidate_recordset()
        paid, before = term._to_money(term.amount), term._to_money(term.refunded_amount)
        total = max(min(term._to_money(total), paid), money(0))
        if total == before or term.state not in ("paid", "refunded"):
            return
        term.refunded_amount = float(total)
        was_refunded = term.state == "refunded"
        if total == paid:
            term.state = "refunded"
            term.flush_recordset()
            membership._take_days(term)
        elif was_refunded:
            membership._give_days_back(term)
        membership._note_event("refunded", membership.state, reason)
        if was_refunded or total == paid:  # a part of the money takes no day
            membership._follow_paid_days(reason, term if was_refunded else None)

    # --- documents ---

    def _make_credit_notes(self, amounts, reason):
        """Posted credit notes of these amounts ({term: amount}), one for each invoice."""
        wanted = {}
        for term in self:
            lines = term._get_invoice_lines()
            left = float(term._to_money(amounts[term])) * term._get_exchange(lines)
            for line in lines:
                part = min(left, line._get_uncredited() - wanted.get(line, 0.0))
                if line == lines[-1]:  # too much is refused there
                    part = left
                if part > 0:
                    wanted[line] = wanted.get(line, 0.0) + part
                    left -= part
        notes = self.env["account.move"].sudo()
        for invoice in notes.union(*(line.move_id for line in wanted)).sorted("id"):
            of_invoice = {line: amount for line, amount in wanted.items() if line.move_id == invoice}
            notes |= invoice._credit_membership(of_invoice, reason)
        return notes

    def _get_invoice_lines(self):
        """The invoice lines that the period was paid with.

        :raise UserError: there are none
        """
        self.ensure_one()
        lines = self._find_invoice_lines()
        if not lines:
            if self.pos_line_id:
                raise UserError(
                    self.env._(
                        "This period was bought at a till (%s): refund it there.", self.pos_line_id.order_id.name
                    )
                )
            raise UserError(self.env._("There is no invoice to credit: invoice the order first, or cancel it."))
        return lines

    def _find_invoice_lines(self):
        """The invoice lines that the period was paid with; may be empty (superuser mode)."""
        self.ensure_one()
        term = self.sudo()
        product = term.period_id.product_id
        lines = term.move_id.invoice_line_ids.filtered(lambda line: line.product_id == product)
        lines |= term.sale_line_id.invoice_lines
        return lines.filtered(lambda line: line.move_id.move_type == "out_invoice" and line.parent_state == "posted")

    def _get_exchange(self, lines):
        """How much of the currency of invoice lines is one of the company's: 1 where it is the same. As the customer
        bought it, not of the day of the invoice: all of the period's money is all of the lines'.
        """
        if lines.currency_id == self.currency_id:
            return 1.0
        sold = self.sale_line_id
        terms = (sold.membership_term_ids or self).filtered(lambda term: term.kind != "gift")
        total, cost = sum(terms.mapped("amount")), sum(lines.mapped("price_subtotal"))
        if sold:
            cost = sold._get_cost_after_discounts()
        return cost / total if cost and total else 1.0
