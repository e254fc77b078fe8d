"""Money given back for paid periods: credit notes, and what becomes of the days."""

from odoo import api, models
from odoo.exceptions import UserError

from ...engine.membership_money import money, refund


class LoyaltyMembershipTerm(models.Model):
    _inherit = "loyalty.membership.term"

    # --- how much ---

    def _get_refundable(self):
        """What was paid for the period and not given back yet (Decimal, without taxes)."""
        self.ensure_one()
        if self.state != "paid":
            return money(0)
        return self._to_money(self.amount) - self._to_money(self.refunded_amount)

    def _get_refund(self, day):
        """What the plan's rule gives back of the period when the membership ends with ``day`` (Decimal)."""
        self.ensure_one()
        plan = self.plan_id
        due = refund(
            self.amount,
            self.date_from,
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
        if total == paid:
            term.state = "refunded"
            term.flush_recordset()
            membership._take_days(term)
        elif term.state == "refunded":
            membership._give_days_back(term)
        membership._note_event("refunded", membership.state, reason)
        membership._follow_paid_days(reason)

    # --- documents ---

    def _make_credit_notes(self, amounts, reason):
        """Posted credit notes of these amounts ({term: amount}), one for each invoice."""
        notes = self.env["account.move"].sudo()
        lines = {term: term._get_invoice_line() for term in self}
        for invoice in self.env["account.move"].sudo().union(*(line.move_id for line in lines.values())):
            wanted = {}
            for term, line in lines.items():
                if line.move_id == invoice:
                    wanted[line] = wanted.get(line, money(0)) + term._to_money(amounts[term])
            notes |= invoice._credit_membership(wanted, reason)
        return notes

    def _get_invoice_line(self):
        """The invoice line that the period was paid with.

        :raise UserError: there is none
        """
        self.ensure_one()
        product = self.period_id.product_id
        lines = self.move_id.invoice_line_ids.filtered(lambda line: line.product_id == product)
        if self.sale_line_id:
            lines |= self.sale_line_id.invoice_lines
        lines = lines.filtered(lambda line: line.move_id.move_type == "out_invoice" and line.parent_state == "posted")
        if not lines:
            if self.pos_line_id:
                raise UserError(
                    self.env._(
                        "This period was bought at a till (%s): refund it there.", self.pos_line_id.order_id.name
                    )
                )
            raise UserError(self.env._("There is no invoice to credit: invoice the order first, or cancel it."))
        return lines[:1]
