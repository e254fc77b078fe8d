from odoo.http import request, route

from odoo.addons.loyalty.controllers.portal import CustomerPortalLoyalty
from odoo.addons.portal.controllers.portal import pager as portal_pager

LINES_IN_DIALOG = 5
MAX_ID = 2**31 - 1


class ClubPortal(CustomerPortalLoyalty):
    """For clubs the card dialog and the history page of the portal read the ledger."""

    def _get_own_account(self, card_id):
        """The customer's own club account, or an empty recordset (superuser mode)."""
        card_sudo = (
            request.env["loyalty.card"]
            .sudo()
            .search([("id", "=", card_id), ("partner_id", "=", request.env.user.partner_id.id), ("is_club", "=", True)])
        )
        return card_sudo

    def _get_ledger_domain(self, card_sudo):
        return [("card_id", "in", card_sudo._get_family().ids), ("state", "!=", "void")]

    @route()
    def portal_get_card_history_values(self, card_id):
        if not str(card_id).isdecimal() or int(card_id) > MAX_ID:
            return {}
        values = super().portal_get_card_history_values(card_id)
        card_sudo = self._get_own_account(int(card_id))
        if card_sudo and values:
            entries_sudo = (
                request.env["loyalty.ledger.entry"]
                .sudo()
                .search(self._get_ledger_domain(card_sudo), limit=LINES_IN_DIALOG)
            )
            values["history_lines"] = [self._get_history_line(card_sudo, entry) for entry in entries_sudo]
        return values

    def _get_history_line(self, card_sudo, entry_sudo):
        sign = "-" if entry_sudo.points < 0 else "+"
        return {
            "order_id": entry_sudo.origin_id,
            "description": entry_sudo._get_portal_description(),
            "order_portal_url": entry_sudo._get_order_portal_url(),
            "points": f"{sign}{card_sudo._format_points(abs(entry_sudo.points))}",
        }

    def _get_ledger_sortings(self):
        return {
            "date": {"label": request.env._("Date"), "order": "id desc"},
            "points": {"label": request.env._("Points"), "order": "points desc, id desc"},
        }

    @route()
    def portal_my_loyalty_card_history(self, card_id, page=1, sortby="date", **kw):
        card_sudo = self._get_own_account(card_id)
        if not card_sudo:
            return super().portal_my_loyalty_card_history(card_id, page=page, sortby=sortby, **kw)
        sortings = self._get_ledger_sortings()
        sortby = sortby if sortby in sortings else "date"
        domain = self._get_ledger_domain(card_sudo)
        Entry_sudo = request.env["loyalty.ledger.entry"].sudo()
        pager = portal_pager(
            url=f"/my/loyalty_card/{card_id}/history",
            url_args={"sortby": sortby},
            total=Entry_sudo.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        entries_sudo = Entry_sudo.search(
            domain, order=sortings[sortby]["order"], limit=self._items_per_page, offset=pager["offset"]
        )
        return request.render(
            "loyalty_club.portal_ledger",
            {
                "pager": pager,
                "searchbar_sortings": sortings,
                "page_name": "loyalty_history",
                "sortby": sortby,
                "card": card_sudo,
                "entries": entries_sudo,
            },
        )
