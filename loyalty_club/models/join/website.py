"""Which clubs a website shows, and what its visitor wished before logging in."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.http import request

WISHES_KEY = "club_wishes"
WISH_HOURS = 2


class Website(models.Model):
    _inherit = "website"

    def _get_clubs(self):
        """The clubs that this website shows, in their order (superuser mode, in the language of the visitor)."""
        self.ensure_one()
        Program = self.env["loyalty.program"].sudo()
        clubs = Program.search(
            [
                ("program_type", "=", "loyalty"),
                ("website_shown", "=", True),
                ("ecommerce_ok", "=", True),
                ("website_id", "in", (False, self.id)),
                *Program._check_company_domain([self.company_id.id, self.company_id.parent_id.id]),
            ]
        )
        return clubs.filtered(lambda club: club._is_running())

    def _get_canonical_url(self):
        """Each club has a page of its own, which differs in the query only; that of the first one needs none."""
        query = getattr(request, "canonical_club_query", "") if request else ""
        return f"{super()._get_canonical_url()}{query}"

    # --- what a guest wished, kept over sign-up and log-in ---

    @api.model
    def _keep_club_wish(self, club, channels, code=None, user_id=None):
        """Remember in the session that the visitor wants to join; once for each club.

        :param club: ``loyalty.program``
        :param dict channels: of the messages that the visitor agreed to: {channel: the words that were shown}
        :param str code: of the friend who invited the visitor
        :param int user_id: whose wish it is, where that is known: nobody else who logs in gets it; None: a guest's
        """
        until = self.env.cr.now() + timedelta(hours=WISH_HOURS)
        wish = {
            "club": club.id,
            "channels": dict(channels),
            "code": code or None,
            "user": user_id or None,
            "until": fields.Datetime.to_string(until),
        }
        others = request.session.get(WISHES_KEY) or {}
        request.session[WISHES_KEY] = {**others, str(club.id): wish}

    @api.model
    def _get_club_wishes(self, user_id=None):
        """What the visitor wished, the last one first; not what is too long ago, somebody else's, or for clubs that
        take nobody now.

        :param int user_id: who has logged in; None: a guest
        :return: list of dicts: ``club`` (superuser mode), ``channels``, ``code``, ``user``
        """
        kept = (request.session.get(WISHES_KEY) or {}) if request else {}
        now = fields.Datetime.to_string(self.env.cr.now())
        wishes = [wish for wish in kept.values() if wish["until"] >= now and wish["user"] in (None, user_id)]
        if not wishes:
            return []
        website = self.get_current_website()
        shown = website._get_clubs()
        found = []
        for wish in reversed(wishes):
            club = shown.browse(wish["club"]).exists()
            here = club in shown or (wish["code"] and club._takes_friends_on(website))
            if club and here and club._is_earning():
                found.append({**wish, "club": club})
        return found

    @api.model
    def _get_club_wish(self, club=None):
        """The last wish of the visitor, for any club or this one; None: there is none."""
        wishes = self._get_club_wishes(request.session.uid if request else None)
        return next((wish for wish in wishes if club in (None, wish["club"])), None)

    @api.model
    def _forget_club_wish(self, club):
        kept = request.session.get(WISHES_KEY) or {}
        request.session[WISHES_KEY] = {key: wish for key, wish in kept.items() if wish["club"] != club.id}
