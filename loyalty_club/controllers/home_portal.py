"""Stock's own pages of the customer account: one entry "My club", and what was there for cards leads to it."""

from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.loyalty.controllers.portal import CustomerPortalLoyalty

from .home import ClubHome

LINES_IN_DIALOG = 5
MAX_ID = 2**31 - 1
TO_PAY = [("move_type", "in", ("out_invoice", "out_receipt")), ("payment_state", "in", ("not_paid", "partial"))]


class ClubPortal(ClubHome, CustomerPortalLoyalty):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if not counters:
            values["club_accounts"] = self._get_accounts()
            values["cards_per_programs"] = {
                program: cards
                for program, cards in values["cards_per_programs"].items()
                if program.program_type != "loyalty"
            }
        if "unpaid_invoice_count" in counters:
            Move = request.env["account.move"]
            domain = self._get_invoices_domain("out") & Domain(TO_PAY)
            values["unpaid_invoice_count"] = Move.search_count(domain) if Move.has_access("read") else 0
        return values

    def _is_reading(self, _rule, _args):
        """Stock does not say of its pages of cards that they only read; a method may say so in its place."""
        return True

    @route(readonly=_is_reading)
    def portal_get_card_history_values(self, card_id):
        """The dialog of a card: that of a club account reads the ledger."""
        if not str(card_id).isdecimal() or int(card_id) > MAX_ID:
            return {}
        values = super().portal_get_card_history_values(card_id)
        account_sudo = self._choose_account(card_id)
        if account_sudo and values:
            entries_sudo = account_sudo._get_home_entries(limit=LINES_IN_DIALOG)
            urls = entries_sudo._get_order_portal_urls()
            values["history_lines"] = [self._get_history_line(account_sudo, entry, urls) for entry in entries_sudo]
        return values

    def _get_history_line(self, account_sudo, entry_sudo, urls):
        sign = "-" if entry_sudo.points < 0 else "+"
        return {
            "order_id": entry_sudo.origin_id,
            "description": entry_sudo._get_portal_description(),
            "order_portal_url": urls.get(entry_sudo, False),
            "points": f"{sign}{account_sudo._format_points(abs(entry_sudo.points))}",
        }

    @route(readonly=_is_reading)
    def portal_my_loyalty_card_history(self, card_id, page=1, sortby="date", **kw):
        """Of a club account: the page of points."""
        account_sudo = self._choose_account(card_id)
        if not account_sudo:
            return super().portal_my_loyalty_card_history(card_id, page=page, sortby=sortby, **kw)
        path = "/my/club/points"
        if str(page).isdecimal() and int(page) > 1:
            path = f"{path}/page/{int(page)}"
        return request.redirect_query(path, {"account": account_sudo.id, "sortby": sortby})
