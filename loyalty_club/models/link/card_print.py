"""The member card: on the screen of a telephone, and on paper."""

import base64
import re

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .card_drawing import draw_cards, get_barcode_svg, get_qr_png

MOST_CARDS = 500
"""So many cards are printed in one go."""
COLOR, COLORS = "#714B67", re.compile(r"#[0-9a-fA-F]{6}")
"""Of the band where the company has none."""


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _get_card_pictures(self):
        """{name: address of a picture} of the two codes of this account: ``qr``, ``barcode`` (may be empty)."""
        self.ensure_one()
        pictures = {
            "qr": ("png", get_qr_png(self._get_member_url())),
            "barcode": ("svg+xml", get_barcode_svg(self.sudo().code)),
        }
        return {
            name: picture and f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"
            for name, (kind, picture) in pictures.items()
        }

    def _get_card_values(self, lang=None):
        """What stands on the card (see :func:`.card_drawing.draw_cards`).

        :param str lang: code of a language; None: the member's
        """
        self.ensure_one()
        card = self.sudo().with_context(lang=lang or self.sudo().partner_id.lang or self.env.lang)
        color = (card.company_id or card.env.company).primary_color or COLOR
        since = card.joined_on and format_date(card.env, card.joined_on)
        return {
            "club": card.program_id.name,
            "name": card.partner_id.name,
            "tier": card.tier_id.name,
            "since": since and card.env._("Member since %s", since),
            "number": card.code,
            "url": card._get_member_url(),
            "color": color if COLORS.fullmatch(color) else COLOR,
            "rtl": card.env["res.lang"]._get_data(code=card.env.lang).direction == "rtl",
        }

    def _get_cards_pdf(self):
        """Cards of these accounts as PDF, one a page, in this order."""
        self._make_link_tokens()
        return draw_cards([card._get_card_values() for card in self])

    def action_print_cards(self):
        """Open a PDF with the cards of these members.

        :raise UserError: none of them has a card, or they are too many at once
        """
        self.check_access("read")
        accounts = self.filtered(lambda card: card.is_club and card.active and card.partner_id)
        if not accounts:
            raise UserError(self.env._("Choose members of a club: only they have cards to print."))
        if len(accounts) > MOST_CARDS:
            raise UserError(self.env._("Choose at most %s members at once.", MOST_CARDS))
        accounts._make_link_tokens()
        ids = ",".join(str(account_id) for account_id in accounts.ids)
        return {"type": "ir.actions.act_url", "url": f"/club/cards/pdf?ids={ids}", "target": "new"}

    def get_member_link(self):
        """The address of the member's page, for mails: ``object.get_member_link()`` in a template.

        :raise AccessError: the user may not read the account
        """
        self.ensure_one()
        self.check_access("read")
        return self._get_member_url() if self.is_club else False
