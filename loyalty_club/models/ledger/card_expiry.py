"""Points that were not used in time leave the account: a few SQL statements per chunk."""

import logging

from psycopg2 import errors

from odoo import models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

CHUNK = 20000
TRIES = 5


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _expire_points(self, now=None, limit=None):
        """Post the expiration of points whose last day is over, on these accounts or (empty recordset) on all.

        One entry per account and last usable day, dated by the end of that day. Cost follows the accounts concerned.

        :param datetime now: moment to look at (naive UTC), by default now
        :param int limit: at most that many accounts
        :return: number of accounts that lost points; never commits
        """
        self.env["loyalty.ledger.entry"].flush_model()
        self.env["loyalty.card"].flush_model()
        now = now or self.env.cr.now().replace(microsecond=0)
        days = self._get_club_days(now)
        if not days:
            return 0
        cards = self._get_cards_to_expire(days, limit)
        if not cards:
            return 0
        self.env.cr.execute(
            SQL("SELECT id FROM loyalty_card WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", cards)
        )
        self.env.cr.execute(self._get_expire_query(days, cards))
        self.env["loyalty.ledger.entry"].invalidate_model(flush=False)
        self.env["loyalty.card"].invalidate_model(flush=False)
        self.env["loyalty.program"]._forget_figures()
        return len(cards)

    def _get_cards_to_expire(self, days, limit):
        """Ids of accounts with points past their last day: those of credits, and those of inactive accounts."""
        clubs = SQL(", ").join(SQL("(%s, %s)", *row) for row in days)
        own = SQL("AND card_id = ANY(%s)", self.ids) if self else SQL()
        own_card = SQL("AND c.id = ANY(%s)", self.ids) if self else SQL()
        return [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    """
                    WITH club (id, today) AS (VALUES %(clubs)s),
                    due AS (
                        SELECT e.card_id FROM loyalty_ledger_entry e JOIN club ON club.id = e.program_id
                         WHERE e.remaining > 0 AND e.expires_on < (SELECT MAX(today) FROM club)
                           AND e.expires_on < club.today %(own)s
                         UNION
                        SELECT c.id FROM loyalty_card c JOIN club ON club.id = c.program_id
                         WHERE c.points_expire_on < (SELECT MAX(today) FROM club)
                           AND c.points_expire_on < club.today AND c.points > 0 %(own_card)s
                    )
                    SELECT card_id FROM due ORDER BY card_id %(limit)s
                    """,
                    clubs=clubs,
                    own=own,
                    own_card=own_card,
                    limit=SQL("LIMIT %s", limit) if limit else SQL(),
                )
            )
        ]

    def _get_expire_query(self, days, cards):
        """Expirations, their allocations, the spent credits and the balances in one statement."""
        _ = self.env._
        return SQL(
            """
            WITH club (id, today, tz) AS (VALUES %(clubs)s),
            lot AS (
                SELECT e.id, e.card_id, e.remaining,
                       LEAST(e.expires_on, CASE WHEN c.points_expire_on < club.today THEN c.points_expire_on END) AS day
                  FROM loyalty_ledger_entry e
                  JOIN loyalty_card c ON c.id = e.card_id
                  JOIN club ON club.id = e.program_id
                 WHERE e.card_id = ANY(%(cards)s) AND e.remaining > 0
                   AND (e.expires_on < club.today OR c.points_expire_on < club.today)
            ),
            loss AS (
                SELECT card_id, day, SUM(remaining) AS points, MAX(id) AS last_lot,
                       SUM(SUM(remaining)) OVER (PARTITION BY card_id ORDER BY day) AS running
                  FROM lot GROUP BY card_id, day
            ),
            entry AS (
                INSERT INTO loyalty_ledger_entry (
                       card_id, program_id, partner_id, company_id, kind, state, points, balance, remaining, uncovered,
                       forgiven, posted_at, expires_on, qualifying_points, qualifying_amount, qualifying_orders,
                       qualifying_at, key, description, create_uid, create_date, write_uid, write_date)
                SELECT c.id, c.program_id, c.partner_id, c.company_id, 'expiration', 'posted', -loss.points,
                       ROUND(c.points::numeric, 2) - loss.running, 0, 0, 0,
                       end_of_day.at, loss.day, 0, 0, 0, end_of_day.at,
                       'expiration,' || loss.day || ',' || loss.last_lot, %(description)s,
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM loss
                  JOIN loyalty_card c ON c.id = loss.card_id
                  JOIN club ON club.id = c.program_id
            CROSS JOIN LATERAL (
                       SELECT ((loss.day + 1)::timestamp AT TIME ZONE club.tz) AT TIME ZONE 'UTC' AS at
                       ) end_of_day
              ORDER BY loss.card_id, loss.day
             RETURNING id, card_id, expires_on
            ),
            allocation AS (
                INSERT INTO loyalty_ledger_allocation
                       (credit_id, debit_id, points, create_uid, create_date, write_uid, write_date)
                SELECT lot.id, entry.id, lot.remaining, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM lot JOIN entry ON entry.card_id = lot.card_id AND entry.expires_on = lot.day
            ),
            credit AS (
                UPDATE loyalty_ledger_entry e SET remaining = 0 FROM lot WHERE e.id = lot.id
            )
            UPDATE loyalty_card c
               SET points = (ROUND(c.points::numeric, 2) - gone.points)::float8,
                   write_uid = %(uid)s, write_date = %(now)s
              FROM (SELECT card_id, SUM(points) AS points FROM loss GROUP BY card_id) gone
             WHERE c.id = gone.card_id
            """,
            clubs=SQL(", ").join(SQL("(%s, %s, %s)", *row, self._get_club_tz(row[0])) for row in days),
            cards=cards,
            description=_("Expired"),
            uid=self.env.uid,
            now=self.env.cr.now(),
        )

    def _get_club_tz(self, program_id):
        return self.env["loyalty.program"].sudo().browse(program_id).tz or "UTC"

    def _cron_expire_points(self):
        """Daily: expire what is due, in chunks that are committed; clubs past their closing day are archived."""
        self._run_in_chunks(lambda limit: self.browse()._expire_points(limit=limit), CHUNK)
        self.env["loyalty.program"]._archive_closed()

    def _run_in_chunks(self, work, size):
        """Call ``work(size)`` and commit until nothing is left. A chunk that met another transaction is repeated."""
        cron, tries, done = self.env["ir.cron"], 0, True
        while done:
            try:
                done = work(size)
            except (errors.SerializationFailure, errors.DeadlockDetected, errors.LockNotAvailable):
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                tries += 1
                if tries == TRIES:
                    raise
                _logger.info("A chunk of points met another transaction; it is repeated.")
                continue
            tries = 0
            if done and not cron._commit_progress(done, remaining=size if done == size else 0):
                break
