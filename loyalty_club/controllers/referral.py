"""Links and codes of members who invite friends: the link itself, the code at sign-up and in the cart."""

from datetime import timedelta
from urllib.parse import urlencode

from odoo import fields, http
from odoo.http import request

from odoo.addons.auth_signup.controllers.main import AuthSignupHome
from odoo.addons.website_sale_loyalty.controllers.main import WebsiteSale

from ..engine.codes import show_code, tidy_code
from ..models.referral.website import COOKIE
from . import throttle
from .texts import plain

FOREVER = 365
"""Days that the cookie is kept where the club sets no end."""
SCOPE = "referral_code"
PROBLEM = "club_join_problem"
"""Where the club's page looks for a sentence."""
NOTE = "club_friend_note"


def get_code():
    """The code of the friend who invited the visitor: that in the address, else that of the link opened before; an
    empty text where there is none, or no code at all.
    """
    return request.env["website"]._get_friend_code()


def find_inviter(code):
    """The account whose code was given. Guesses are counted; nobody guesses a right one, which always works.

    :return: (account in superuser mode or empty, a sentence when there is none)
    """
    card_sudo = request.env["loyalty.card"].sudo()._find_by_referral_code(code)
    website = request.env["website"].sudo().get_current_website()
    if card_sudo and card_sudo.program_id._takes_friends_on(website):
        return card_sudo, None
    if throttle.count(SCOPE):
        return card_sudo.browse(), request.env._("This code of a friend is not known. Correct it, or leave it out.")
    return card_sudo.browse(), request.env._("That were many wrong codes. Wait ten minutes, then try again.")


def is_guess():
    """Whether the address or the cookie holds a code that nobody has."""
    code = get_code()
    return bool(code) and not request.env["loyalty.card"]._find_by_referral_code(code)


def may_show_inviter():
    """Whether the club's page may say who invites; guesses are noted. Not for requests that are read-only, unless
    ``is_guess`` says no.
    """
    guess = is_guess()
    if guess:
        throttle.count(SCOPE)
    return not guess


class ClubReferral(http.Controller):
    def _is_uncounted(self, _rule, _args):
        """Opening a link is counted, unless it is a machine that looks at it."""
        return request.registry["ir.http"].is_a_bot()

    @http.route(
        "/club/r/<string:code>",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        sitemap=False,
        readonly=_is_uncounted,
    )
    def follow_link(self, code, **_values):
        """Count the click, remember the code for the days that the club keeps it, and show what the club is."""
        if request.env["ir.http"].is_a_bot():
            return request.redirect("/club")
        card_sudo, problem = find_inviter(code)
        if not card_sudo:
            request.session[PROBLEM] = problem
            return request.redirect("/club")
        card_sudo._count_referral_click(request.httprequest.remote_addr, request.geoip.country_code)
        address = card_sudo.program_id._get_club_url()
        query = urlencode({"ref": card_sudo.referral_code})
        response = request.redirect(f"{address}{'&' if '?' in address else '?'}{query}")
        response.headers.update({"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"})
        if card_sudo._may_refer():
            self._remember(response, card_sudo)
        return response

    def _remember(self, response, card_sudo):
        """Keep the code in a cookie; where the visitor refused such cookies, the code is asked for at sign-up."""
        if not request.env["ir.http"]._is_allowed_cookie("optional"):
            return
        days = card_sudo.program_id.referral_days or FOREVER
        response.set_cookie(
            COOKIE,
            card_sudo.referral_code,
            max_age=days * 24 * 3600,
            expires=fields.Datetime.now() + timedelta(days=days),
            samesite="Lax",
            httponly=True,
            secure=request.httprequest.scheme == "https",
            cookie_type="optional",
        )


class ReferralSignup(AuthSignupHome):
    def get_auth_signup_qcontext(self):
        """The sign-up form asks for the code; what was typed is looked at before anything else is done."""
        qcontext = super().get_auth_signup_qcontext()
        if not request.env["loyalty.referral"].sudo()._is_offered(request.env["website"].get_current_website()):
            return qcontext
        typed = plain(request.params.get("referral_code", show_code(get_code())))
        qcontext.update(asks_for_friend=True, referral_code=typed)
        is_signup = request.httprequest.path.endswith("/signup")
        if typed.strip() and is_signup and request.httprequest.method == "POST" and "error" not in qcontext:
            _card_sudo, problem = find_inviter(typed)
            if problem:
                qcontext["error"] = problem
        return qcontext


class ReferralShop(WebsiteSale):
    @http.route("/shop/club/friend", type="http", auth="public", website=True, methods=["POST"], sitemap=False)
    def give_friend_code(self, referral_code="", **_values):
        """Somebody without an order says in the cart who sent them."""
        cart_sudo = request.cart
        if cart_sudo:
            request.session[NOTE] = self._take_friend_code(cart_sudo, plain(referral_code))
        return request.redirect("/shop/cart#friend")

    def _take_friend_code(self, cart_sudo, code):
        """(whether it counts, a sentence)"""
        card_sudo, problem = find_inviter(code)
        outcome = cart_sudo._take_referral_code(code) if card_sudo else "unknown"
        if outcome == "unknown":
            return False, problem or request.env._("This code of a friend is not known. Correct it, or leave it out.")
        if outcome in ("refused", "expired"):
            return False, request.env._("This code does not count for you: it is for new customers.")
        return True, request.env._("Thank you! The code of your friend is noted.")

    @http.route()
    def pricelist(self, promo, reward_id=None, **post):
        """Many try the code of a friend as a promotion code: it is one here, too."""
        cart_sudo, promo = request.cart, plain(promo)
        if cart_sudo and tidy_code(promo) and cart_sudo._asks_for_friend():
            if not request.env["loyalty.card"]._find_by_referral_code(promo):
                throttle.count(SCOPE)
            else:
                counts, sentence = self._take_friend_code(cart_sudo, promo)
                if counts:
                    request.session[NOTE] = (counts, sentence)
                else:
                    request.session["error_promo_code"] = sentence
                return request.redirect(post.get("r", "/shop/cart"))
        return super().pricelist(promo, reward_id=reward_id, **post)

    @http.route()
    def shop_payment(self, **post):
        """A guest who came by the link of a friend and buys without signing up: the order knows the code."""
        cart_sudo, code = request.cart, tidy_code(request.cookies.get(COOKIE))
        if cart_sudo and code and cart_sudo._asks_for_friend() == "ask":
            cart_sudo.referral_code = code
        return super().shop_payment(**post)
