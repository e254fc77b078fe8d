"""The ledger as the member reads it."""

from odoo import http
from odoo.http import request

from odoo.addons.portal.controllers.portal import pager as portal_pager

from .home import ClubHome

PAGE = "/my/club/points"
ON_A_PAGE = 20


class ClubPoints(ClubHome, http.Controller):
    @http.route([PAGE, f"{PAGE}/page/<int:page>"], type="http", auth="user", website=True, readonly=True, sitemap=False)
    def my_points(self, page=1, account=None, filterby="all", year=None, sortby="date", **_values):
        """Entries with a filter and a year, a page at a time."""
        account_sudo = self._choose_account(account)
        if not account_sudo:
            return request.redirect("/my/club")
        filters, years = account_sudo.env["loyalty.ledger.entry"]._get_home_filters(), account_sudo._get_home_years()
        filterby = filterby if filterby in filters else "all"
        year = next((known for known in years if str(known) == year), None)
        sortings = self._get_sortings()
        sortby = sortby if sortby in sortings else "date"
        chosen = {"account": account_sudo.id, "filterby": filterby, "year": year or "", "sortby": sortby}
        Entry_sudo, domain = account_sudo.env["loyalty.ledger.entry"], account_sudo._get_home_domain(filterby, year)
        pager = portal_pager(
            url=PAGE, url_args=chosen, total=Entry_sudo.search_count(domain), page=page, step=ON_A_PAGE
        )
        entries_sudo = Entry_sudo.search(
            domain, order=sortings[sortby]["order"], limit=ON_A_PAGE, offset=pager["offset"]
        )
        return self._render_club(
            "loyalty_club.my_points",
            "points",
            account_sudo,
            pager=pager,
            filters={name: label for name, (label, _domain) in filters.items()},
            sortings=sortings,
            years=years,
            chosen=chosen,
            entries=entries_sudo,
            order_urls=entries_sudo._get_order_portal_urls(),
            pending=account_sudo._get_pending_by_day(),
            expiring=account_sudo._get_next_to_expire(),
        )

    def _get_sortings(self):
        return {
            "date": {"label": request.env._("Date"), "order": "id desc"},
            "points": {"label": request.env._("Points"), "order": "points desc, id desc"},
        }
