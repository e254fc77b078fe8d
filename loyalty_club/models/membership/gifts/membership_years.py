"""From which day the membership years of a customer are counted."""

from odoo import api, fields, models

from ....engine.membership_dates import DAY, year_of


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
