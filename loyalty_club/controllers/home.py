"""The pages of "My club" in the customer account: what they share, and the first one."""

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

LATEST = 5


class ClubHome:
    """What all pages of "My club" share: a mixin for controllers. Accounts are in superuser mode."""

    def _get_accounts(self):
        """The visitor's accounts in active clubs, own ones and those that the visitor's company shares, in the order of
        the clubs; looked up once for a request.
        """
        known = getattr(request, "club_account_ids", None)
        if known is None:
            accounts_sudo = request.env.user.partner_id._get_own_accounts().filtered("program_id.active")
            known = accounts_sudo.sorted(lambda card: (card.program_id.sequence, card.id)).ids
            request.club_account_ids = known
        return request.env["loyalty.card"].sudo().browse(known)

    def _choose_account(self, account_id=None):
        """The account of the visitor that the address or the form names; without a name the first one.

        :param account_id: what came with the request; anything
        :return: the account, empty where the visitor has none or names one of somebody else
        """
        accounts_sudo = self._get_accounts()
        if not account_id:
            return accounts_sudo[:1]
        return accounts_sudo.filtered(lambda card: str(card.id) == str(account_id))[:1]

    def _render_club(self, template, tab, account_sudo, **values):
        """A page within ``loyalty_club.my_club_layout``.

        :param str tab: the page's name in ``loyalty.card._get_home_tabs``
        :param account_sudo: the chosen account; may be empty: the page says so
        """
        accounts_sudo = self._get_accounts()
        return request.render(
            template,
            {
                "page_name": "my_club",
                "club_tab": tab,
                "accounts": accounts_sudo,
                "account": account_sudo,
                "club_page": "/my/club" if tab == "overview" else f"/my/club/{tab}",
                "account_query": f"?account={account_sudo.id}" if len(accounts_sudo) > 1 and account_sudo else "",
                "problem": request.session.pop("club_problem", None),
                "done": request.session.pop("club_done", None),
                **values,
            },
            headers={"Cache-Control": "private, no-store"},  # nobody's figures stay in a browser that others use
        )

    def _back_to(self, path, account_sudo=None):
        """To a page of "My club", with the same account where there are several."""
        several = account_sudo and len(self._get_accounts()) > 1
        return request.redirect(f"{path}?account={account_sudo.id}" if several else path)

    def _try(self, action, done):
        """Do it wholly or not at all, and tell the member on the next page.

        :param str done: the sentence when it went well
        """
        try:
            with request.env.cr.savepoint():
                action()
            request.session["club_done"] = done
        except UserError as error:
            request.session["club_problem"] = str(error)


class ClubOverview(ClubHome, http.Controller):
    """The first page, leaving and coming back."""

    @http.route("/my/club", type="http", auth="user", website=True, readonly=True, sitemap=False)
    def my_club(self, account=None, **_values):
        account_sudo = self._choose_account(account)
        if account and not account_sudo:
            return request.redirect("/my/club")
        return self._render_club(
            "loyalty_club.my_club", "overview", account_sudo, **self._get_overview_values(account_sudo)
        )

    def _get_overview_values(self, account_sudo):
        if not account_sudo:
            return {}
        entries_sudo = account_sudo._get_home_entries(limit=LATEST)
        return {
            "benefits": list(account_sudo.tier_id._list_benefits()) if account_sudo.tier_id else [],
            "tier_progress": account_sudo._get_tier_progress(),
            "pending": account_sudo._get_pending_by_day(),
            "expiring": account_sudo._get_next_to_expire(),
            "offers": account_sudo._get_reward_catalogue(with_images=False),
            "activities": account_sudo._get_open_activities(),
            "invitations": account_sudo._get_open_invitations(),
            "has_claims": bool(account_sudo.home_figures["claims"]),
            "entries": entries_sudo,
            "order_urls": entries_sudo._get_order_portal_urls(),
            "cart_quantity": request.session.get("website_sale_cart_quantity") or 0,
            "may_leave": account_sudo.partner_id == request.env.user.partner_id,
        }

    @http.route("/my/club/leave", type="http", auth="user", website=True, methods=["POST"], sitemap=False)
    def leave_club(self, account=None, **_values):
        """The member leaves; only from an own account, colleagues share that of their company."""
        return self._change_membership(account, "_leave_club", request.env._("You have left “%s”."))

    @http.route("/my/club/return", type="http", auth="user", website=True, methods=["POST"], sitemap=False)
    def return_to_club(self, account=None, **_values):
        """A member who left is a member again."""
        return self._change_membership(account, "_return_to_club", request.env._("Welcome back to “%s”."))

    def _change_membership(self, account_id, method, done):
        """Call a method of the account that a form names, and go back to the overview.

        :param str done: the sentence when it went well, with a place for the name of the club
        """
        account_sudo = self._get_personal_account(account_id)
        if account_sudo:
            self._try(getattr(account_sudo, method), done % account_sudo.program_id.name)
        return self._back_to("/my/club", account_sudo)

    def _get_personal_account(self, account_id):
        """The account named in a form if it is the visitor's own and no shared one."""
        account_sudo = self._choose_account(account_id) if account_id else self._get_accounts().browse()
        return account_sudo.filtered(lambda card: card.partner_id == request.env.user.partner_id)
