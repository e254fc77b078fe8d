"""Addresses that hang up as QR codes: check-in, places for feedback."""

import base64
import io
import secrets

import qrcode

from odoo import models

TOKEN_BYTES = 12
"""96 random bits: nobody guesses them."""


class LoyaltyCodeAddress(models.AbstractModel):
    """Something whose address can be scanned: a token of its own, the whole address, and the picture of it."""

    _name = "loyalty.code.address"
    _description = "Address Behind a QR Code"

    def _make_code_token(self):
        """A new token, fit for addresses."""
        return secrets.token_urlsafe(TOKEN_BYTES)

    def _get_code_address(self, path):
        """:param str path: with the token in it; :return: the address that a telephone opens"""
        return f"{self.get_base_url()}{path}"

    def _draw_code(self, address):
        """:return: the QR code of an address, as a PNG picture (base64)"""
        picture = io.BytesIO()
        qrcode.make(address, box_size=12).save(picture, "PNG")
        return base64.b64encode(picture.getvalue())
