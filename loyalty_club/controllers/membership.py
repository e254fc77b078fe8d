"""Paid memberships in "My club": what the customer sees and does without asking anyone."""

from odoo import http
from odoo.http import request
from odoo.tools import format_date

from .home import ClubHome
from .texts import plain

PAGE = "/my/club/membership"
MOST = 200
MOST_MONEY = 1e12


def to_amount(text):
    """The amount that a form names; 0 where it is none, or one that nobody can pay ("nan", "1e999")."""
    try:
        amount = float(text or 0)
    except ValueError:
        return 0.0
    return amount if abs(amount) < MOST_MONEY else 0.0


class ClubMembership(ClubHome, http.Controller):
    # --- looking ---

    @http.route(
        [PAGE, f"{PAGE}/<int:membership_id>"], type="http", auth="user", website=True, readonly=True, sitemap=False
    )
    def my_membership(self, membership_id=None, account=None, **_values):
        """A membership, the first one by itself, and the plans that the club sells besides."""
        if membership_id:
            membership_sudo = self._find_membership(membership_id)
            account_sudo = self._get_account_of(membership_sudo)
            if not account_sudo:
                return request.redirect(PAGE)
        else:
            account_sudo = self._choose_account(account)
            if account and not account_sudo:
                return request.redirect(PAGE)
            membership_sudo = account_sudo._get_home_memberships()[:1] if account_sudo else None
        return self._render_club(
            "loyalty_club.my_membership", "membership", account_sudo, **self._get_values(account_sudo, membership_sudo)
        )

    def _get_values(self, account_sudo, membership_sudo):
        if not account_sudo:
            return {}
        partner = request.env.user.partner_id
        offers = account_sudo.program_id._get_shown_plans()._get_offers(partner)
        values = {
            "memberships": account_sudo._get_home_memberships(),
            "membership": membership_sudo,
            "offers": [offer for offer in offers if not offer["membership"]],
            "is_mine": membership_sudo.partner_id == partner,
        }
        if membership_sudo:
            values["page"] = membership_sudo._get_home_page()
            values["tokens"] = membership_sudo._get_home_tokens() if values["is_mine"] else ()
        return values

    @http.route(
        f"{PAGE}/<int:membership_id>/change", type="http", auth="user", website=True, readonly=True, sitemap=False,
        methods=["GET"],
    )  # fmt: skip
    def my_membership_changes(self, membership_id, **_values):
        """The plans and periods that the membership can change to, and what each means today."""
        membership_sudo = self._find_own_membership(membership_id)
        account_sudo = self._get_account_of(membership_sudo)
        if not account_sudo or not membership_sudo._get_changes():
            return request.redirect(f"{PAGE}/{membership_id}" if account_sudo else PAGE)
        return self._render_club(
            "loyalty_club.my_membership_changes",
            "membership",
            account_sudo,
            membership=membership_sudo,
            page=membership_sudo._get_home_page(),
            changes=membership_sudo._get_change_rows(),
        )

    @http.route(
        f"{PAGE}/<int:membership_id>/change/<int:period_id>", type="http", auth="user", website=True, readonly=True,
        sitemap=False, methods=["GET"],
    )  # fmt: skip
    def my_membership_confirm(self, membership_id, period_id, **_values):
        """What is charged to which means of payment, before it is: for changes that are paid with the saved one."""
        membership_sudo = self._find_own_membership(membership_id)
        period_sudo = membership_sudo and membership_sudo._get_changes().filtered(lambda known: known.id == period_id)
        change = membership_sudo._get_change_row(period_sudo) if period_sudo else {"is_charged": False}
        if not change["is_charged"] or change["is_planned"]:
            return request.redirect(f"{PAGE}/{membership_sudo.id}/change" if membership_sudo else PAGE)
        return self._render_club(
            "loyalty_club.my_membership_confirm",
            "membership",
            self._get_account_of(membership_sudo),
            membership=membership_sudo,
            change=change,
            token=membership_sudo.token_id,
        )

    # --- doing ---

    @http.route(
        f"{PAGE}/<int:membership_id>/change", type="http", auth="user", website=True, sitemap=False, methods=["POST"]
    )
    def change_membership(self, membership_id, period_id=None, token_id=None, due=None, **_values):
        """Change to another period or plan. What is due now is charged to the means of payment that the visitor
        confirmed, with the amount; otherwise they are led to the payment.
        """
        membership_sudo = self._find_own_membership(membership_id)
        periods_sudo = membership_sudo._get_changes() | membership_sudo.period_id if membership_sudo else ()
        chosen = [period for period in periods_sudo if str(period.id) == period_id]
        if not chosen:
            return self._back_to_membership(membership_sudo)
        token_sudo = membership_sudo.token_id.filtered(lambda token: str(token.id) == token_id)
        self._try(lambda: membership_sudo._change_and_charge(chosen[0], token_sudo, to_amount(due)), None)
        payable_sudo, address = membership_sudo._get_payable()
        if payable_sudo.membership_change_id and request.session.get("club_problem") is None:
            request.session.pop("club_done", None)
            return request.redirect(address)
        if request.session.get("club_problem") is None:
            request.session["club_done"] = membership_sudo._tell_changed()
        return self._back_to_membership(membership_sudo)

    @http.route(
        f"{PAGE}/<int:membership_id>/cancel", type="http", auth="user", website=True, methods=["POST"], sitemap=False
    )
    def cancel_membership(self, membership_id, reason=None, **_values):
        """The customer cancels; the reason is theirs to tell."""
        membership_sudo = self._find_own_membership(membership_id)
        if membership_sudo:
            words = plain(reason, MOST).strip() or None
            done = request.env._("“%s” is cancelled.", membership_sudo.plan_id.name)
            self._try(lambda: membership_sudo._cancel(words), done)
        return self._back_to_membership(membership_sudo)

    @http.route(
        f"{PAGE}/<int:membership_id>/take-back", type="http", auth="user", website=True, methods=["POST"], sitemap=False
    )
    def take_back_membership(self, membership_id, **_values):
        """The customer goes on after all."""
        membership_sudo = self._find_own_membership(membership_id)
        if membership_sudo:
            done = request.env._("“%s” goes on as if nothing had happened.", membership_sudo.plan_id.name)
            self._try(membership_sudo._take_back, done)
        return self._back_to_membership(membership_sudo)

    @http.route(
        f"{PAGE}/<int:membership_id>/renewal", type="http", auth="user", website=True, methods=["POST"], sitemap=False
    )
    def set_membership_renewal(self, membership_id, is_on=None, **_values):
        """Switch the renewal on or off."""
        membership_sudo = self._find_own_membership(membership_id)
        if membership_sudo and membership_sudo._is_open() and is_on in ("0", "1"):
            last = format_date(request.env, membership_sudo.paid_until)
            if is_on == "1":
                done = request.env._("It renews after %s.", last)
            else:
                done = request.env._("It does not renew any more: it ends after %s.", last)
            self._try(lambda: membership_sudo._set_renewal(is_on == "1"), done)
        return self._back_to_membership(membership_sudo)

    @http.route(
        f"{PAGE}/<int:membership_id>/token", type="http", auth="user", website=True, methods=["POST"], sitemap=False
    )
    def set_membership_token(self, membership_id, token_id=None, **_values):
        """Choose the saved means of payment for renewals among the visitor's own; 0: none of them."""
        membership_sudo = self._find_own_membership(membership_id)
        if membership_sudo and membership_sudo._is_open():
            tokens_sudo = membership_sudo._get_home_tokens()
            token_sudo = tokens_sudo.filtered(lambda token: str(token.id) == token_id)
            if token_sudo or token_id == "0":
                done = request.env._("We send you invoices with a link to pay them.")
                if token_sudo:
                    done = request.env._("Renewals are charged to %s.", token_sudo.display_name)
                self._try(lambda: membership_sudo._set_token(token_sudo), done)
        return self._back_to_membership(membership_sudo)

    # --- whose ---

    def _find_membership(self, membership_id):
        """A membership that the visitor's pages show, or an empty recordset (superuser mode)."""
        for account_sudo in self._get_accounts():
            found = account_sudo._get_home_memberships().filtered(lambda known: known.id == membership_id)
            if found:
                return found
        return request.env["loyalty.membership"].sudo()

    def _find_own_membership(self, membership_id):
        """The same, if it is the visitor's own: colleagues of a company see its membership, and leave it alone."""
        membership_sudo = self._find_membership(membership_id)
        return membership_sudo.filtered(lambda known: known.partner_id == request.env.user.partner_id)

    def _get_account_of(self, membership_sudo):
        club = membership_sudo.program_id
        return self._get_accounts().filtered(lambda card: club and card.program_id == club)[:1]

    def _back_to_membership(self, membership_sudo):
        return request.redirect(f"{PAGE}/{membership_sudo.id}" if membership_sudo else PAGE)
