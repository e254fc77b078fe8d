"""Invoices of renewals: the next period of a membership becomes a posted invoice and an open term."""

from odoo import models


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    def _get_renewal_total(self):
        """What the customer pays for the next renewal, with taxes: what its invoice says, else by present taxes."""
        self.ensure_one()
        move = self._get_open_term().move_id
        if move:
            return move.amount_residual
        taxes, price = self._get_renewal_period()._get_taxed_price(self._get_renewal_price(), self.partner_id)
        return taxes.compute_all(price, self.currency_id, partner=self.partner_id)["total_included"]

    def _get_next_days(self):
        """First and last day of the next period. It follows what is paid; where benefits have stopped already, because
        nobody was asked for money in time, it begins today: nobody pays for days without benefits.
        """
        self.ensure_one()
        period, first = self._get_renewal_period(), self._get_next_first_day()
        if period == self.period_id and self.anchor_on:
            days = period._get_days(self.anchor_on, self.anchor_count)
            if days[0] == first:
                return days
        return period._get_days(first, 0)

    def _invoice_next_periods(self):
        """Invoice the next period of each of these memberships (locked), unless it is invoiced already.

        :return: the new terms: open, or paid where there is nothing to pay
        """
        Term = self.env["loyalty.membership.term"].sudo()
        memberships = self.filtered(lambda membership: not membership._get_open_term())
        terms = Term.create([membership._prepare_renewal_term() for membership in memberships])
        for company, of_company in terms.grouped("company_id").items():
            moves = self.env["account.move"].sudo().with_company(company)
            moves = moves.create([term._prepare_renewal_invoice() for term in of_company])
            for term, move in zip(of_company, moves, strict=True):
                term.write({"move_id": move.id, "amount": move.amount_untaxed})
            moves.action_post()
        # An invoice of nothing was paid while it was posted, before its term was told.
        terms.move_id._sync_membership_terms()
        return terms

    def _prepare_renewal_term(self):
        """Values of the next period's term. :return: dict"""
        first, last = self._get_next_days()
        period = self._get_renewal_period()
        return {
            "membership_id": self.id,
            "plan_id": period.plan_id.id,
            "period_id": period.id,
            "kind": "renewal",
            "state": "open",
            "date_from": first,
            "date_to": last,
            "price": self._get_renewal_price(),
        }

    def _count_period(self, term):
        """A renewal was paid: what follows is counted from where it was counted before, anew after a change."""
        self.ensure_one()
        if self._is_counted(term, 0):
            self.anchor_count += 1
        else:
            self.write({"anchor_on": term.date_from, "anchor_count": 1})

    def _uncount_period(self, term):
        """That renewal is not paid any more: when it is paid after all, it is counted as before."""
        self.ensure_one()
        if self._is_counted(term, -1):
            self.anchor_count -= 1

    def _is_counted(self, term, offset):
        """Whether the term is the next period (offset 0), or the last one (-1), counted from the anchor."""
        number = self.anchor_count + offset
        if term.period_id != self.period_id or not self.anchor_on or number < 0:
            return False
        return self.period_id._get_days(self.anchor_on, number)[0] == term.date_from
