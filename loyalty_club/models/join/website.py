"""Which clubs a website shows, and what its visitor wished before logging in."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.http import request

WISH_KEY = "club_wish"
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

    # --- what a guest wished, kept over sign-up and log-in ---

    @api.model
    def _keep_club_wish(self, club, channels, code=None):
        """Remember in the session that the guest wants to join.

        :param club: ``loyalty.program``
        :param dict channels: of the messages that the guest agreed to: {channel: the words that were shown}
        :param str code: of the friend who invited the guest
        """
        until = self.env.cr.now() + timedelta(hours=WISH_HOURS)
        request.session[WISH_KEY] = {
            "club": club.id,
            "channels": dict(channels),
            "code": code or None,
            "until": fields.Datetime.to_string(until),
        }

    @api.model
    def _get_club_wish(self):
        """What the visitor wished: ``club`` (superuser mode), ``channels``, ``code``; None: nothing, or too long ago,
        or a club that takes nobody now.
        """
        wish = request.session.get(WISH_KEY) if request else None
        if not wish or wish["until"] < fields.Datetime.to_string(self.env.cr.now()):
            return None
        club = self.get_current_website()._get_clubs().filtered(lambda club: club.id == wish["club"])
        return {**wish, "club": club} if club and club._is_earning() else None

    @api.model
    def _forget_club_wish(self):
        request.session.pop(WISH_KEY, None)
