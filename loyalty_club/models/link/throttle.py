"""Slowing down those who guess addresses and codes."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import hmac

HOUR, DAY = 60, 24 * 60

LIMITS = {
    "member_link": {"address": ((20, 10),)},
    "check_in": {"address": ((20, 10),)},
    "referral_code": {"address": ((20, 10),)},
    "account_code": {"address": ((20, HOUR),), "account": ((5, HOUR), (20, DAY))},
    "account_code_sent": {"address": ((10, HOUR),), "account": ((3, HOUR), (10, DAY))},
}
"""What is guessed (or sent): {kind of subject: ((so many times, in so many minutes), …)}; at most a day."""


class LoyaltyThrottle(models.Model):
    """One failed guess of one subject (a network address, an account); the subject is not stored in clear."""

    _name = "loyalty.throttle"
    _description = "Failed Guess"
    _log_access = False
    _rec_name = "scope"

    scope = fields.Char(required=True, readonly=True)
    subject = fields.Char(required=True, readonly=True)
    at = fields.Datetime(required=True, readonly=True)

    _subject_idx = models.Index("(scope, subject, at)")
    _at_idx = models.Index("(at)")

    @api.model
    def _hash_subject(self, scope, subject):
        return hmac(self.env(su=True), "loyalty.throttle", f"{scope},{subject}")

    @api.model
    def _is_slowed(self, scope, subjects):
        """Whether one of these subjects has failed too often of late.

        :param str scope: a key of ``LIMITS``
        :param list subjects: such as ``address:192.0.2.1`` and ``account:42``
        """
        limits, windows = LIMITS[scope], {}
        for subject in subjects:
            hashed = self._hash_subject(scope, subject)
            for count, minutes in limits.get(subject.partition(":")[0], ()):
                windows.setdefault(minutes, {})[hashed] = count
        for minutes, allowed in windows.items():
            since = self.env.cr.now() - timedelta(minutes=minutes)
            rows = self.sudo()._read_group(
                [("scope", "=", scope), ("subject", "in", list(allowed)), ("at", ">", since)],
                ["subject"],
                ["__count"],
            )
            if any(count >= allowed[subject] for subject, count in rows):
                return True
        return False

    @api.model
    def _note_failure(self, scope, subjects):
        """Remember a failure of these subjects (see :meth:`_is_slowed`); it lasts as long as the request succeeds."""
        limits, now = LIMITS[scope], self.env.cr.now().replace(microsecond=0)
        self.sudo().create(
            [
                {"scope": scope, "subject": self._hash_subject(scope, subject), "at": now}
                for subject in subjects
                if subject.partition(":")[0] in limits
            ]
        )

    @api.autovacuum
    def _gc_failures(self):
        """What is older than the longest window counts no more."""
        self.flush_model()
        self.env.cr.execute(
            SQL("DELETE FROM loyalty_throttle WHERE at < %s", self.env.cr.now() - timedelta(minutes=DAY))
        )
