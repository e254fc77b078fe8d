"""Fees of memberships that were merged with another one, which has their days now."""

from odoo import models

from ....engine.membership_dates import DAY
from .deferral import LONG


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_deferrable_terms(self, day):
        return super()._get_deferrable_terms(day) + self._get_deferrable_merged_terms(day)

    def _get_deferrable_merged_terms(self, day):
        """The same for periods of merged memberships: their fee is for the days that another one took over, and is
        earned with those. Nothing is earned between the merge and the first of them.
        """
        holders = self.env["loyalty.membership.term"].sudo().search(
            [
                ("company_id", "=", self.id),
                ("taken_from_id", "!=", False),
                ("state", "=", "paid"),
                ("membership_id.end_reason", "!=", "merged"),
                "|",
                ("date_to", ">", day),
                ("membership_id.state", "=", "suspended"),
            ]
        )  # fmt: skip
        rows = []
        for holder in holders:
            term, membership = holder._get_fee_of_days(), holder.membership_id
            last, until = holder.date_to, day
            if membership.state == "ended":
                last = min(last, membership.ended_on)
            elif membership.state == "suspended":
                until = min(day, membership.paused_on - DAY)
            until = max(until, holder.date_from - DAY)
            length = term.date_to - term._get_first_counted_day()
            amount = term.amount - term.refunded_amount
            if amount <= 0 or length.days < LONG or last <= until or term.membership_id.ended_on > day:
                continue
            account, analytic = self._get_fee_booking(term, day)
            if account:
                rows.append(
                    {
                        "amount": amount,
                        "date_from": holder.date_to - length,
                        "date_to": last,
                        "until": until,
                        "account_id": account.id,
                        "analytic": analytic,
                    }
                )
        return rows

    def _get_fee_booking(self, term, day):
        """:return: (income account of the fee as it was booked by ``day``, or an empty one; analytic distribution)"""
        line = term._find_invoice_lines().filtered(lambda line: line.date <= day).sorted("id")[:1]
        return (line.account_id, line.analytic_distribution) if line else (self._get_till_account(term, day), None)


class LoyaltyMembershipTerm(models.Model):
    _inherit = "loyalty.membership.term"

    def _get_fee_of_days(self):
        """The period that was paid for these days, through however many merges."""
        self.ensure_one()
        term = self
        while term.taken_from_id:
            term = term.taken_from_id
        return term
