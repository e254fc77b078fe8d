"""Plans on the website: their page, and the buttons "Buy" and "Try"."""

from urllib.parse import urlencode

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.membership.home.plan_offers import PLAN_PAGE
from .membership import PAGE
from .shop import PROBLEM

PROBLEM_KEY = "club_plan_problem"


class ClubPlans(http.Controller):
    def _find_plan(self, plan_id):
        """A plan that this website offers, or an empty recordset (superuser mode, language of the visitor)."""
        clubs_sudo = request.website.with_context(lang=request.env.lang)._get_clubs()
        for club_sudo in clubs_sudo:
            found = club_sudo._get_shown_plans().filtered(lambda plan: str(plan.id) == str(plan_id))
            if found:
                return found
        return request.env["loyalty.membership.plan"].sudo()

    def _find_period(self, plan_sudo, period_id):
        return plan_sudo._get_sold_periods().filtered(lambda period: str(period.id) == str(period_id))

    @http.route(
        f"{PLAN_PAGE}/<int:plan_id>", type="http", auth="public", website=True, readonly=True, sitemap=False,
        methods=["GET"],
    )  # fmt: skip
    def plan_page(self, plan_id, **_values):
        """What the plan gives, what it costs, and its rules."""
        plan_sudo = self._find_plan(plan_id)
        if not plan_sudo:
            return request.redirect("/club")
        guest = request.env.user._is_public()
        offer = plan_sudo._get_offers(None if guest else request.env.user.partner_id)[0]
        values = {
            "main_object": plan_sudo,
            "offer": offer,
            "club": plan_sudo.program_id,
            "problem": request.session.pop(PROBLEM_KEY, None),
            "is_guest": guest,
        }
        response = request.render("loyalty_club.plan_page", values)
        if not guest:
            response.headers["Cache-Control"] = "private, no-store"
        return response

    @http.route(
        f"{PLAN_PAGE}/<int:plan_id>/buy", type="http", auth="public", website=True, methods=["POST"], sitemap=False
    )
    def buy_plan(self, plan_id, period_id=None, **_values):
        """Put a period of the plan into the cart; pressing twice buys one."""
        period_sudo = self._find_period(self._find_plan(plan_id), period_id)
        if not period_sudo:
            return request.redirect("/club")
        if not request.website.has_ecommerce_access():
            return self._to_log_in(plan_id)
        cart_sudo = request.cart or request.website._create_cart()
        try:
            with request.env.cr.savepoint():
                cart_sudo._choose_membership_period(period_sudo)
        except UserError as error:
            request.session[PROBLEM] = str(error)
        return request.redirect("/shop/cart")

    @http.route(
        f"{PLAN_PAGE}/<int:plan_id>/try", type="http", auth="public", website=True, methods=["POST"], sitemap=False
    )
    def try_plan(self, plan_id, period_id=None, **_values):
        """Begin the trial; guests log in first and press again."""
        plan_sudo = self._find_plan(plan_id)
        period_sudo = self._find_period(plan_sudo, period_id)
        if not period_sudo:
            return request.redirect("/club")
        if request.env.user._is_public():
            return self._to_log_in(plan_id)
        try:
            with request.env.cr.savepoint():
                membership = request.env["loyalty.membership"].sudo()._start_trial(
                    period_sudo, request.env.user.partner_id
                )  # fmt: skip
        except UserError as error:
            request.session[PROBLEM_KEY] = str(error)
            return request.redirect(f"{PLAN_PAGE}/{plan_id}")
        request.session["club_done"] = request.env._("“%s” has begun. Enjoy it!", plan_sudo.name)
        return request.redirect(f"{PAGE}/{membership.id}")

    def _to_log_in(self, plan_id):
        """To sign up where that is open, else to log in; then back to the plan."""
        is_open = request.env["res.users"].sudo()._get_signup_invitation_scope() == "b2c"
        address = "/web/signup" if is_open else "/web/login"
        return request.redirect(f"{address}?{urlencode({'redirect': f'{PLAN_PAGE}/{plan_id}'})}")
