"""The club's public page, and joining."""

from urllib.parse import urlencode

from psycopg2 import errors

from odoo.exceptions import ConcurrencyError, UserError
from odoo.http import Controller, request, route
from odoo.tools.translate import LazyTranslate

from odoo.addons.auth_signup.controllers.main import AuthSignupHome

from ..models.join.program_page import PAGE
from . import referral
from .texts import plain

_lt = LazyTranslate(__name__)
DONE_KEY = "club_join_done"
PROBLEM_KEY = "club_join_problem"
BLOCK_SECONDS = 300
PARTS = ("join", "plans", "earning", "tiers", "rewards")
MEETING = (ConcurrencyError, errors.SerializationFailure, errors.LockNotAvailable)
"""Somebody does the same at this moment."""


def sitemap_club(env, _rule, qs):
    """The page stands in the sitemap of a website that shows a club, that of each further club as well."""
    if not qs or qs.lower() in PAGE:
        for number, club in enumerate(env["website"].get_current_website()._get_clubs()):
            yield {"loc": club._get_club_url() if number else PAGE}


class ClubJoin(Controller):
    def _find_clubs(self, club_id):
        """(the clubs that this website shows; the one asked for, or the first). Superuser mode; both may be empty."""
        clubs_sudo = request.website.with_context(lang=request.env.lang)._get_clubs()
        if not club_id:
            return clubs_sudo, clubs_sudo[:1]
        return clubs_sudo, clubs_sudo.filtered(lambda club: str(club.id) == club_id)

    def _only_reads(self, _rule, _args):
        """Reading the page only reads; a code of a friend that nobody has is noted."""
        return not referral.is_guess()

    @route(
        PAGE,
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        readonly=_only_reads,
        sitemap=sitemap_club,
        list_as_website_content=_lt("Club"),
    )
    def club_page(self, club=None, **_values):
        clubs_sudo, club_sudo = self._find_clubs(club)
        if not club_sudo:
            return request.render("loyalty_club.club_page_none", {"clubs": clubs_sudo}, status=404 if club else 200)
        if club_sudo != clubs_sudo[:1]:
            request.canonical_club_query = f"?club={club_sudo.id}"
        partner = request.env.user.partner_id
        standing, account_sudo = club_sudo._get_standing(partner)
        wish = request.env["website"]._get_club_wish(club_sudo)
        values = {
            "main_object": club_sudo,
            "clubs": clubs_sudo,
            "page": club_sudo._get_club_page(account_sudo),
            "standing": standing,
            "account": account_sudo,
            "boxes": club_sudo._get_consent_boxes(partner if standing != "guest" else None),
            "ticked": wish["channels"] if wish else (),
            "shows_inviter": referral.may_show_inviter(),
            "has_wish": bool(wish and standing in ("customer", "left")),
            "signup_open": request.env["res.users"].sudo()._get_signup_invitation_scope() == "b2c",
            "done": request.session.pop(DONE_KEY, None),
            "problem": request.session.pop(PROBLEM_KEY, None),
        }
        response = request.render("loyalty_club.club_page", values)
        if not values["shows_inviter"] and request.cookies.get(referral.COOKIE):
            response.set_cookie(referral.COOKIE, "", max_age=0)
        if standing != "guest":
            response.headers["Cache-Control"] = "private, no-store"
        return response

    @route(f"{PAGE}/join", type="http", auth="public", website=True, methods=["POST"], sitemap=False)
    def club_join(self, club=None, way="signup", **values):
        """Customers join; guests sign up or log in first, and what they wished is done then."""
        _clubs_sudo, club_sudo = self._find_clubs(club)
        if not club_sudo:
            return request.redirect(PAGE)
        channels = {channel: words for channel, words in club_sudo._get_consent_boxes() if values.get(channel)}
        typed = plain(values.get("referral_code")).strip()
        problem = referral.find_inviter(typed)[1] if typed else None
        if problem:
            request.session[PROBLEM_KEY] = problem
            return request.redirect(club_sudo._get_club_url())
        code = typed or referral.get_code()
        if request.env.user._is_public():
            request.env["website"]._keep_club_wish(club_sudo, channels, code)
            address = "/web/login" if way == "login" else "/web/signup"
            return request.redirect(f"{address}?{urlencode({'redirect': club_sudo._get_club_url()})}")
        join_and_tell(club_sudo, request.env.user.partner_id, channels, code)
        return request.redirect(club_sudo._get_club_url())

    @route(f"{PAGE}/block", type="http", auth="public", website=True, methods=["GET"], readonly=True, sitemap=False,
           multilang=False)  # fmt: skip
    def club_block(self, club=None, hide="", lang=None, **_values):
        """The content of the building block: the same for every visitor, so that it may be kept for some minutes.

        :param str hide: parts that the block leaves out, with commas
        :param str lang: code of the language of the page around it
        """
        website = request.website
        known = lang in website.language_ids.mapped("code")
        request.update_context(lang=lang if known else website.default_lang_id.code)
        _clubs_sudo, club_sudo = self._find_clubs(club)
        hidden = hide.split(",")
        values = {
            "page": club_sudo._get_club_page() if club_sudo else None,
            "parts": [part for part in PARTS if part not in hidden],
        }
        content = request.env["ir.qweb"]._render("loyalty_club.club_block", values)
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "text/html; charset=utf-8"),
                ("Cache-Control", f"public, max-age={BLOCK_SECONDS}"),
                ("X-Robots-Tag", "noindex"),
            ],
        )

    @route(f"{PAGE}/block/clubs", type="jsonrpc", auth="user", website=True, readonly=True, sitemap=False)
    def club_block_choice(self):
        """For the website editor: the clubs that a block can show."""
        return [{"id": club.id, "name": club.name} for club in request.website._get_clubs()]


class ClubSignup(AuthSignupHome):
    def _login_redirect(self, uid, redirect=None):
        """Whoever wished to join before logging in or signing up is a member now. Called when a password was right, and
        again after a second factor where one is asked for; a log-in never fails for it. Somebody else may log in later
        in the same browser: only who comes straight from the button does not have to press it again.
        """
        website = request.env["website"]
        self._note_friend_code(uid)
        for wish in website._get_club_wishes(uid):
            if not wish["user"] and not (redirect or "").endswith(wish["club"]._get_club_url()):
                continue
            if request.session.uid:
                user = request.env["res.users"].sudo().browse(request.session.uid)
                join_and_tell(wish["club"], user.partner_id, wish["channels"], wish["code"])
            else:  # a second factor comes first
                website._keep_club_wish(wish["club"], wish["channels"], wish["code"], uid)
        return super()._login_redirect(uid, redirect=redirect)

    def _note_friend_code(self, uid):
        """Whoever signs up with the code of a friend wishes to join that friend's club."""
        code, website = plain(request.params.get("referral_code")), request.env["website"]
        if not code or not request.httprequest.path.endswith("/signup"):
            return
        club_sudo = request.env["loyalty.card"]._find_by_referral_code(code).program_id
        if club_sudo and club_sudo._takes_friends_on(website.sudo().get_current_website()):
            wish = website._get_club_wish(club_sudo)
            website._keep_club_wish(club_sudo, wish["channels"] if wish else {}, code, uid)


def join_and_tell(club_sudo, partner, channels, code):
    """Join wholly or not at all, and tell the visitor on the next page. Where somebody does the same at this moment,
    the wish stays, and the page offers to go on.
    """
    try:
        with request.env.cr.savepoint():
            outcome = join(club_sudo, partner, channels, code)
    except MEETING:
        request.env["website"]._keep_club_wish(club_sudo, channels, code, request.session.uid)
        return
    request.session.update(outcome)
    request.env["website"]._forget_club_wish(club_sudo)


def join(club_sudo, partner, channels, code):
    """Join; where that is impossible at present (the club has not begun), the code of a friend is noted all the same.

    :return: what the session tells the next page
    """
    standing, _account_sudo = club_sudo._get_standing(partner)
    outcome = {DONE_KEY: "known" if standing == "member" else "joined"}
    try:
        with request.env.cr.savepoint():
            club_sudo._join_from_home(partner, channels)
    except UserError as error:
        outcome = {PROBLEM_KEY: str(error)}
    if DONE_KEY in outcome or standing == "customer":
        club_sudo._register_invitation(partner, code)
    return outcome
