"""The page behind an invitation to a survey, and what surveys say about rewards."""

from odoo import http
from odoo.http import request

from odoo.addons.survey.controllers.main import Survey

from . import throttle
from .member_page import PRIVATE

MOST_OF_TOKEN = 64


class ClubSurveyInvitation(http.Controller):
    def _is_opened(self, _rule, args):
        """The first time makes the answer, and an address that nobody has is noted; after that the page only reads."""
        invitation_sudo = request.env["loyalty.survey.invitation"]._find_by_token(args.get("token"))
        return bool(invitation_sudo.user_input_id)

    @http.route(
        "/club/s/<string:token>", type="http", auth="public", website=True, sitemap=False, methods=["GET"],
        readonly=_is_opened,
    )  # fmt: skip
    def survey_invitation(self, token, **_values):
        """To the survey, as the member who was invited; no login. Addresses that nobody has are slowed down."""
        invitation_sudo = request.env["loyalty.survey.invitation"]._find_by_token(token)
        if not invitation_sudo:
            slowed = not throttle.count("member_link")
            return self._render("slowed" if slowed else "unknown", status=429 if slowed else 404)
        obstacle = invitation_sudo._get_obstacle(request.env.user)
        if obstacle:
            return self._render(obstacle, invitation_sudo)
        response = request.redirect(invitation_sudo._open())
        response.headers.update(PRIVATE)
        return response

    @http.route(
        "/club/survey/seen/<string:answer_token>",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
        sitemap=False,
    )
    def survey_seen(self, answer_token, **_form):
        """Somebody moves or types on the first page of a survey: the invitation was opened. Says nothing, whatever the
        token.
        """
        if len(answer_token) <= MOST_OF_TOKEN and "\0" not in answer_token:
            answers_sudo = request.env["survey.user_input"].sudo()
            answers_sudo.search([("access_token", "=", answer_token), ("state", "=", "new")], limit=1)._mark_seen()
        return request.make_response("", status=204)

    def _render(self, reason, invitation_sudo=None, status=200):
        """A friendly page that says why there is nothing to answer."""
        values = {
            "reason": reason,
            "survey": invitation_sudo and invitation_sudo.survey_id,
            "thanks": self._get_thanks(invitation_sudo) if reason == "done" else None,
        }
        headers = {**PRIVATE, **({"Retry-After": str(throttle.RETRY_SECONDS)} if status == 429 else {})}
        page = request.render("loyalty_club.survey_invitation_page", values, headers=headers)
        page.status_code = status
        return page

    def _get_thanks(self, invitation_sudo):
        """What the answer gave. Receipts lie about: whoever finds one reads no codes of coupons."""
        thanks = invitation_sudo.user_input_id._get_club_thanks()
        if invitation_sudo.channel == "qr" or invitation_sudo.origin_model == "pos.order":
            for item in thanks["outcome"]:
                item["coupons"] = item["coupons"].browse()
        return thanks


class ClubSurvey(Survey):
    """Stock's pages of surveys: what they give, and those for members only."""

    def _check_validity(self, survey_sudo, answer_sudo, answer_token, ensure_token=True, check_partner=True):
        validity = super()._check_validity(
            survey_sudo, answer_sudo, answer_token, ensure_token=ensure_token, check_partner=check_partner
        )
        if validity is not True or not survey_sudo.club_members_only or answer_sudo.test_entry:
            return validity
        if answer_sudo.state == "done":
            return validity
        partner = answer_sudo._get_club_partner() if answer_sudo else request.env.user.partner_id
        if not answer_sudo and request.env.user._is_public():
            partner = partner.browse()
        return True if survey_sudo._may_answer_as(partner) else "club_members_only"

    def _redirect_with_error(self, access_data, error_key):
        if error_key == "club_members_only":
            survey_sudo = access_data["survey_sudo"]
            clubs = survey_sudo.club_reward_ids.filtered("active").program_id.filtered("active")
            return request.render(
                "loyalty_club.survey_members_only_page", {"survey": survey_sudo, "clubs": clubs}, headers=PRIVATE
            )
        return super()._redirect_with_error(access_data, error_key)

    def _prepare_survey_data(self, survey_sudo, answer_sudo, **post):
        data = super()._prepare_survey_data(survey_sudo, answer_sudo, **post)
        if answer_sudo.state == "new" and not answer_sudo.test_entry:
            data["club_promises"] = self._in_language(answer_sudo)._get_club_promises()
        return data

    def _prepare_survey_finished_values(self, survey, answer, token=False):
        values = super()._prepare_survey_finished_values(survey, answer, token)
        values["club_thanks"] = self._in_language(answer)._get_club_thanks()
        return values

    def _prepare_retry_additional_values(self, answer):
        """Another try belongs to the same invitation."""
        return {**super()._prepare_retry_additional_values(answer), "club_invitation_id": answer.club_invitation_id.id}

    def _in_language(self, answer_sudo):
        """The answer, speaking as the survey does."""
        lang = answer_sudo.lang_id.code or self._get_lang_with_fallback(answer_sudo.sudo(False)).code
        return answer_sudo.with_context(lang=lang)
