"""From which day the membership years of a customer are counted."""

from dataclasses import replace

from odoo import api, fields, models

from ....engine.membership_dates import DAY, year_of

DAY_LENGTH = 10
"""Of the day as text with which the key of a year begins."""


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    earlier_ids = fields.Many2many(
        "loyalty.membership",
        compute="_compute_earlier_ids",
        compute_sudo=True,
        help="Memberships that the customer had before, in the order in which they began.",
    )

    @api.depends("partner_id")
    def _compute_earlier_ids(self):
        found = self.search([("partner_id", "in", self.partner_id.ids), ("state", "=", "ended")], order="id")
        of_partner = found.grouped("partner_id")
        for membership in self:
            others = of_partner.get(membership.partner_id, found.browse())
            membership.earlier_ids = others.filtered(lambda other, own=membership._origin.id: other.id < own)

    def _get_year_start(self, plan):
        """Years are counted from the first paid day of the plan. Who ends a membership and buys a new one within a year
        goes on with that year, so that its limit holds once.

        :return: (first day of the first year, first day of this membership that counts)
        """
        anchor = last = None
        begin = None
        for membership in (*self.earlier_ids, self):
            terms = membership._get_paying_terms(plan)
            if not terms or (membership != self and not terms.filtered(lambda term: term.state == "paid")):
                continue
            begin = terms[0].date_from
            if last is None or begin > year_of(anchor, max(last, anchor))[2]:
                anchor = begin
            else:
                begin = max(begin, last + DAY)
            until = membership._get_last_gift_day(plan)
            last = until if last is None else max(last, until)
        return anchor, begin

    def _leave_out_paid(self, plan, years):
        """Of membership years those that were not paid for. One that was paid for when the plan was over, and that goes
        on because the customer changed back or the membership came back, is paid for from the next day on.

        :param years: ``engine.membership_gifts.Year``
        """
        paid, known = {}, set(self.benefit_ids.mapped("key"))
        for row in self.benefit_ids.filtered(lambda row: row.kind == "cashback" and row.plan_id == plan):
            key = row.key.split(",", 2)[2]
            if not key.endswith(",rest"):
                paid[key[:DAY_LENGTH]] = max(paid.get(key[:DAY_LENGTH], (row.on_date, key)), (row.on_date, key))
        found, key = [], ""
        for year in years:
            last, paid_key = paid.get(year.key[:DAY_LENGTH], (None, ""))
            if year.rest:
                year = replace(year, key=f"{key},rest")
            elif last and last >= year.last:
                year = replace(year, key=paid_key)
            elif last:
                first = max(year.first, last + DAY)
                year = replace(year, key=f"{year.key},{first.isoformat()}", first=first)
            key = year.key
            if f"cashback,{plan.id},{key}" not in known:
                found.append(year)
        return found
