"""Feedback without logging in: behind a member's link, and behind a QR code in the shop."""

from odoo import http
from odoo.http import request

from .feedback_form import FeedbackForm, get_form_bytes
from .member_page import ClubMemberPage
from .texts import plain

LINK = "/club/m/<string:token>/feedback"
PLACE = "/club/feedback"
OPTIONS = {"type": "http", "auth": "public", "website": False, "sitemap": False}


class ClubFeedbackGuests(FeedbackForm, ClubMemberPage):
    def _is_known(self, rule, args):
        return super()._is_known(rule, args)

    # --- behind a member's link ---

    @http.route(LINK, methods=["GET"], readonly=_is_known, **OPTIONS)
    def link_feedback(self, token, done=None, too_big=None, **_values):
        """The form. What was written before is not shown: whoever has the address could read it."""
        card_sudo, answer = self._open_in_language(token)
        if answer:
            return answer
        problem = self._get_not_read() if too_big else None
        return self._render_form(
            card_sudo, f"/club/m/{token}/feedback", problem=problem, done=done and not problem, token=token
        )

    @http.route(LINK, methods=["POST"], max_content_length=get_form_bytes, **OPTIONS)
    def link_send_feedback(self, token, **values):
        card_sudo, answer = self._open_in_language(token)
        if answer:
            return answer
        path, form, files = f"/club/m/{token}/feedback", self._read_form(values), self._read_files()
        problem = self._find_form_problem(form, files)
        if problem:
            return self._render_form(card_sudo, path, form, problem, token=token)
        who = {
            "source": "link",
            "is_identified": False,
            "partner_id": card_sudo.partner_id.id,
            "account_id": card_sudo.id,
            "program_id": card_sudo.program_id.id,
            "company_id": card_sudo._get_feedback_company(request.env.company).id,
        }
        if not self._take_in(form, files, who, card_sudo):
            return self._render_form(card_sudo, path, form, self._get_slowed(), status=429, token=token)
        return request.redirect(f"{path}?done=1", code=303)

    def _open_in_language(self, token):
        """As ``_open``; choices and complaints about the form speak the member's language, as the page does."""
        card_sudo, answer = self._open(token)
        if card_sudo:
            request.update_context(lang=self._get_language(card_sudo).code)
        return card_sudo, answer

    # --- behind a QR code ---

    @http.route(PLACE, methods=["GET"], readonly=True, **OPTIONS)
    def place_feedback(self, shop=None, done=None, too_big=None, **_values):
        place_sudo = self._find_place(shop)
        if not place_sudo:
            return self._render("loyalty_club.feedback_place_gone", status=404)
        problem = self._get_not_read() if too_big else None
        return self._render_form(None, PLACE, problem=problem, done=done and not problem, place=place_sudo)

    @http.route(PLACE, methods=["POST"], max_content_length=get_form_bytes, **OPTIONS)
    def place_send_feedback(self, shop=None, **values):
        place_sudo = self._find_place(shop)
        if not place_sudo:
            return self._render("loyalty_club.feedback_place_gone", status=404)
        user, form, files = request.env.user, self._read_form(values), self._read_files()
        problem = self._find_form_problem(form, files, needs_contact=user._is_public())
        if problem:
            return self._render_form(None, PLACE, form, problem, place=place_sudo)
        who = {
            "source": "qr",
            "place_id": place_sudo.id,
            "program_id": place_sudo.program_id.id,
            "company_id": place_sudo.company_id.id,
            **self._get_sender(form, place_sudo),
        }
        if not self._take_in(form, files, who):
            return self._render_form(None, PLACE, form, self._get_slowed(), status=429, place=place_sudo)
        return request.redirect_query(PLACE, {"shop": place_sudo.token, "done": 1}, code=303)

    def _get_sender(self, form, place_sudo):
        """Who is logged in is known; a guest says a name and an address, which nobody has checked."""
        partner = request.env.user.partner_id
        if not request.env.user._is_public() and partner.company_id in (
            partner.company_id.browse(),
            place_sudo.company_id,
        ):
            return {"partner_id": partner.id}
        known = partner.browse() if request.env.user._is_public() else partner  # a customer of another company
        return {
            "partner_id": False,
            "is_identified": False,
            "guest_name": form["name"] or known.name,
            "guest_email": form["email"] or known.email,
            "guest_phone": form["phone"] or known.phone,
        }

    def _find_place(self, shop):
        return request.env["loyalty.feedback.place"]._find_by_token(plain(shop, 65))

    def _render_form(self, card_sudo, path, form=None, problem=None, status=200, done=None, token=None, place=None):
        values = {
            "path": path,
            "token": token,
            "place": place and place.with_context(lang=self._get_language().code),
            "done": done,
            "problem": problem,
            "is_guest": request.env.user._is_public(),
            **self._get_form_values(form),
        }
        return self._render("loyalty_club.feedback_form_page", card_sudo, status, **values)
