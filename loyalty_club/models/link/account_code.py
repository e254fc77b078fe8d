"""The six digits that prove whose a member's page is."""

import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, consteq
from odoo.tools.misc import hmac

from ...engine.phones import latin

MINUTES = 15
TRIES = 5
PAUSE_SECONDS = 30
"""A second click within these does not send a second message."""
GRACE_SECONDS = 120
"""A code that was right stays so for these: the second click on "continue" leads to the same place."""


class LoyaltyAccountCode(models.Model):
    """A code on its way to the member, one for each account; only a keyed hash of it is kept."""

    _name = "loyalty.account.code"
    _description = "Account Code"
    _log_access = False
    _rec_name = "card_id"

    card_id = fields.Many2one("loyalty.card", "Account", required=True, readonly=True, ondelete="cascade")
    channel = fields.Selection([("email", "E-mail"), ("sms", "Text message")], required=True, readonly=True)
    code_hash = fields.Char(required=True, readonly=True)
    tries = fields.Integer(required=True, readonly=True, default=0)
    sent_at = fields.Datetime(required=True, readonly=True)
    expires_at = fields.Datetime(required=True, readonly=True, index=True)

    _card_uniq = models.UniqueIndex("(card_id)")

    @api.model
    def _hash(self, card, channel, code):
        """A code holds for the address it went to: whoever reads an old one proves nothing."""
        address = card._get_code_addresses().get(channel)
        return hmac(self.env(su=True), "loyalty.account.code", f"{card.id},{address},{code}")

    @api.model
    def _make(self, card, channel):
        """A new code, in place of the one before.

        :return: six digits; None: one went out by this channel a moment ago and still holds
        """
        code, now = f"{secrets.randbelow(10**6):06}", self.env.cr.now().replace(microsecond=0)
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO loyalty_account_code AS c (card_id, channel, code_hash, tries, sent_at, expires_at)
                VALUES (%(card)s, %(channel)s, %(hash)s, 0, %(now)s, %(end)s)
                ON CONFLICT (card_id) DO UPDATE
                    SET channel = EXCLUDED.channel, code_hash = EXCLUDED.code_hash, tries = 0,
                        sent_at = EXCLUDED.sent_at, expires_at = EXCLUDED.expires_at
                    WHERE c.channel != EXCLUDED.channel OR c.sent_at < %(pause)s OR c.tries >= %(tries)s
                RETURNING c.id
                """,
                card=card.id,
                channel=channel,
                hash=self._hash(card, channel, code),
                now=now,
                end=now + timedelta(minutes=MINUTES),
                pause=now - timedelta(seconds=PAUSE_SECONDS),
                tries=TRIES,
            )
        )
        made = self.env.cr.fetchone()
        self.invalidate_model(flush=False)
        return code if made else None

    @api.model
    def _get_live(self, card):
        """The code of this account that can still be typed in, or an empty recordset. Superuser mode."""
        return self.sudo().search(
            [("card_id", "=", card.id), ("tries", "<", TRIES), ("expires_at", ">", self.env.cr.now())]
        )

    @api.model
    def _check(self, card, code):
        """Whether ``code`` is the one that was sent. Every call is a try: two at once are two.

        :param str code: as typed; spaces and the digits of other scripts do not matter
        """
        now = self.env.cr.now()
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_account_code SET tries = tries + 1
                 WHERE card_id = %s AND tries < %s AND expires_at > %s
             RETURNING channel, code_hash
                """,
                card.id,
                TRIES,
                now,
            )
        )
        found = self.env.cr.fetchone()
        self.invalidate_model(flush=False)
        typed = "".join(latin(str(code or ""))[:32].split())
        if not found or not consteq(found[1], self._hash(card, found[0], typed)):
            return False
        self._get_live(card).filtered(
            lambda live: live.expires_at > now + timedelta(seconds=GRACE_SECONDS)
        ).expires_at = now.replace(microsecond=0) + timedelta(seconds=GRACE_SECONDS)
        return True

    @api.autovacuum
    def _gc_codes(self):
        self.env.cr.execute(SQL("DELETE FROM loyalty_account_code WHERE expires_at < %s", self.env.cr.now()))
