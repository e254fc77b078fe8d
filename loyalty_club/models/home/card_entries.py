"""The entries of an account as the member sees them."""

from datetime import date

from odoo import models
from odoo.fields import Domain


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _get_home_domain(self, filterby="all", year=None):
        """The entries of the account, and of what was merged into it, that pass a filter.

        :param str filterby: a name of ``loyalty.ledger.entry._get_home_filters``
        :param int year: only entries of that year of the club
        """
        self.ensure_one()
        filters = self.env["loyalty.ledger.entry"]._get_home_filters()
        domain = Domain("card_id", "in", self.home_figures["family"]) & filters.get(filterby, filters["all"])[1]
        if year:
            first, after = (self.program_id._get_midnight(date(number, 1, 1)) for number in (year, year + 1))
            domain &= Domain("posted_at", ">=", first) & Domain("posted_at", "<", after)
        return domain

    def _get_home_entries(self, limit):
        """The latest entries (superuser mode)."""
        return self.env["loyalty.ledger.entry"].sudo().search_fetch(self._get_home_domain(), limit=limit)

    def _get_home_years(self):
        """The years of the club from the first entry to now, the last one first."""
        self.ensure_one()
        first = (
            self.env["loyalty.ledger.entry"]
            .sudo()
            .search(self._get_home_domain(), order="posted_at, id", limit=1)
            .posted_at
        )
        now = self.program_id._get_local_day(self.env.cr.now()).year
        return list(range(now, self.program_id._get_local_day(first).year - 1, -1)) if first else []
