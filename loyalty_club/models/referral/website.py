"""What a website knows of the friend who sent its visitor."""

from odoo import models
from odoo.http import request

from ...engine.codes import show_code, tidy_code

COOKIE = "club_ref"
"""Where the visitor's browser keeps the code of the friend whose link was opened."""


class Website(models.Model):
    _inherit = "website"

    def _get_friend_code(self):
        """The code in the address, else that of the link which was opened before; an empty text: there is none."""
        if not request:
            return ""
        return tidy_code(request.httprequest.args.get("ref")) or tidy_code(request.cookies.get(COOKIE)) or ""

    def _get_visitor_code(self):
        """The code of the visitor's friend as it is shown."""
        return show_code(self._get_friend_code())

    def _get_inviter(self, club):
        """Who invites the visitor to a club.

        :return: dict with ``name`` (empty where the club does not show it) and ``gifts`` (sentences), or None
        """
        code = self._get_friend_code()
        card = self.env["loyalty.card"]._find_by_referral_code(code) if code else None
        if not card or card.program_id != club or not card._may_refer() or not club._has_referrals():
            return None
        name = self.env["loyalty.referral"]._get_first_name(card.partner_id) if club.referral_show_name else ""
        return {"name": name, "gifts": club.sudo()._get_welcome_gifts()}
