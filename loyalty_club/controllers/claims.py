"""What members claim by themselves, and what became of it."""

import base64
import uuid

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools.mimetypes import guess_mimetype

from .home import ClubHome
from .texts import plain

PICTURE_BYTES = 8 * 1024 * 1024
OPEN_CLAIMS = 20


class ClubClaims(ClubHome, http.Controller):
    def _get_readable(self, claims_sudo):
        """Claims whose words the visitor may read: not what colleagues wrote who share the account."""
        user = request.env.user
        return claims_sudo.filtered(
            lambda claim: claim.create_uid == user or claim.card_id._get_survivor().partner_id == user.partner_id
        )

    def _get_claimable(self):
        return request.env["loyalty.activity"].sudo()._get_claimable_by(request.env.user.partner_id)

    def _render(self, account=None, **values):
        """The page with what can be claimed and the claims of all accounts of the visitor."""
        accounts_sudo = self._get_accounts()
        claims_sudo = (
            request.env["loyalty.activity.claim"]
            .sudo()
            .search([("card_id", "in", accounts_sudo._get_family().ids)], limit=50)
        )
        return self._render_club(
            "loyalty_club.portal_claims",
            "claims",
            self._choose_account(account),
            **{
                "activities": self._get_claimable(),
                "claims": claims_sudo,
                "readable": self._get_readable(claims_sudo),
                "states": {
                    **dict(claims_sudo._fields["state"]._description_selection(request.env)),
                    "submitted": request.env._("Waiting for our answer"),
                },
                "claim_problem": None,
                "sending": uuid.uuid4().hex,
                "form": {},
                **values,
            },
        )

    @http.route(
        "/my/club/claims", type="http", auth="user", website=True, methods=["GET"], readonly=True, sitemap=False
    )
    def my_claims(self, account=None, **_values):
        if account and not self._choose_account(account):
            return request.redirect("/my/club/claims")
        return self._render(account)

    @http.route("/my/club/claims", type="http", auth="user", website=True, methods=["POST"], sitemap=False)
    def submit_claim(self, activity_id=None, note="", link="", picture=None, sending="", **_values):
        """``sending`` makes a second click the same claim."""
        note, link, sending = (plain(text) for text in (note, link, sending))
        picture = picture if hasattr(picture, "read") else None
        claimable = {str(activity.id): (activity, card) for activity, card in self._get_claimable().items()}
        chosen, account_sudo = claimable.get(activity_id, (None, None))
        form = {"note": note, "link": link, "activity_id": activity_id}
        problem = self._find_problem(account_sudo, note, link, picture)
        if problem:
            return self._render(claim_problem=problem, form=form)
        Claim_sudo = request.env["loyalty.activity.claim"].sudo()
        key = f"portal,{sending[:64]}" if sending else False
        if key and Claim_sudo.search_count([("card_id", "=", account_sudo.id), ("event_key", "=", key)], limit=1):
            return request.redirect("/my/club/claims")
        values = {
            "event_key": key,
            "activity_id": chosen.id,
            "card_id": account_sudo.id,
            "note": note.strip()[:2000],
            "link": link.strip()[:500],
        }
        try:
            with request.env.cr.savepoint():
                picture = base64.b64encode(picture.read()) if picture else False
                Claim_sudo.create({**values, "picture": picture})
        except UserError:  # it begins like a picture and is none
            return self._render(claim_problem=self._get_no_picture(), form=form)
        return request.redirect("/my/club/claims")

    def _get_no_picture(self):
        return request.env._("This file is not a picture. Choose a photo or a screenshot.")

    def _find_problem(self, account_sudo, note, link, picture):
        """A sentence that says what to change, or None."""
        _ = request.env._
        if not account_sudo:
            return _("Choose what you did.")
        if not (note.strip() or link.strip() or picture):
            return _("Write a note, give a link, or add a picture, so that we can see it.")
        content = picture.read(PICTURE_BYTES + 1) if picture else b""
        if picture:
            picture.seek(0)
        kind = guess_mimetype(content)  # whatever the browser calls it; drawings can hold scripts
        if picture and (not kind.startswith("image/") or kind.startswith("image/svg")):
            return self._get_no_picture()
        if len(content) > PICTURE_BYTES:
            return _("The picture is too big. Choose one of at most 8 MB.")
        waiting = (
            request.env["loyalty.activity.claim"]
            .sudo()
            .search_count([("card_id", "=", account_sudo.id), ("state", "=", "submitted")])
        )
        if waiting >= OPEN_CLAIMS:
            return _("You have many claims that wait. Send more when we have looked at them.")
        return None
