"""Slowing down those who guess addresses and codes."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import hmac

HOUR, DAY = 60, 24 * 60

LIMITS = {
    "member_link": {"address": ((20, 10),)},
    "check_in": {"address": ((20, 10),)},
    "unsubscribe": {"address": ((20, 10),)},
    "sms_hook": {"address": ((20, 10),)},
    "referral_code": {"address": ((20, 10),)},
    "account_code": {"address": ((20, HOUR),), "account": ((5, HOUR), (20, DAY))},
    "feedback": {"address": ((30, 10),), "account": ((5, 10), (20, DAY))},
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
    number = fields.Integer(required=True, readonly=True)
    at = fields.Datetime(required=True, readonly=True)

    _number_uniq = models.UniqueIndex("(scope, subject, number)")
    _subject_idx = models.Index("(scope, subject, at)")
    _at_idx = models.Index("(at)")

    @api.model
    def _hash_subject(self, scope, subject):
        return hmac(self.env(su=True), "loyalty.throttle", f"{scope},{subject}")

    @api.model
    def _get_windows(self, scope, subjects):
        """[(hashed subject, so many failures at most, since when)] of these subjects."""
        limits, now = LIMITS[scope], self.env.cr.now().replace(microsecond=0)
        return [
            (self._hash_subject(scope, subject), count, now - timedelta(minutes=minutes))
            for subject in subjects
            for count, minutes in limits.get(subject.partition(":")[0], ())
        ]

    @api.model
    def _count(self, scope, subjects):
        """Count a failure, or a try that may fail, of these subjects unless one of them has failed too often of late.
        Looking and counting are one statement: of two at once that take the last try, one starts its request over.
        What is counted lasts as long as the request succeeds.

        :param str scope: a key of ``LIMITS``
        :param list subjects: such as ``address:192.0.2.1`` and ``account:42``
        :return: what was counted (superuser mode; deleting it takes it back), empty: too many
        """
        windows = self._get_windows(scope, subjects)
        if not windows:
            return self.sudo()
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH looked AS (%(free)s)
                INSERT INTO loyalty_throttle (scope, subject, number, at)
                SELECT %(scope)s, l.subject,
                       1 + COALESCE((SELECT MAX(t.number) FROM loyalty_throttle t
                                      WHERE t.scope = %(scope)s AND t.subject = l.subject), 0),
                       %(now)s
                  FROM looked l WHERE (SELECT bool_and(free) FROM looked)
                    ON CONFLICT DO NOTHING RETURNING id
                """,
                free=self._get_free_query(scope, windows),
                scope=scope,
                now=self.env.cr.now().replace(microsecond=0),
            )
        )
        return self.sudo().browse(row[0] for row in rows)

    def _get_free_query(self, scope, windows):
        """SQL: (subject, whether it may fail once more)"""
        return SQL(
            """
            SELECT w.subject, bool_and(failed.count < w.most) AS free
              FROM (VALUES %(windows)s) AS w (subject, most, since)
        CROSS JOIN LATERAL (SELECT COUNT(*) FROM loyalty_throttle t
                             WHERE t.scope = %(scope)s AND t.subject = w.subject AND t.at > w.since::timestamp) failed
          GROUP BY w.subject
            """,
            windows=SQL(", ").join(SQL("(%s, %s, %s)", *window) for window in windows),
            scope=scope,
        )

    @api.autovacuum
    def _gc_failures(self):
        """What is older than the longest window counts no more."""
        self.flush_model()
        self.env.cr.execute(
            SQL("DELETE FROM loyalty_throttle WHERE at < %s", self.env.cr.now() - timedelta(minutes=DAY))
        )
