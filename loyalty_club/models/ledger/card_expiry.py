"""Points that were not used in time leave the account: a few SQL statements per chunk."""

from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ..repeating import repeat

CHUNK = 5000


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
        cards = self._get_cards_to_expire(days, limit)
        if not cards:
            return 0
        self.env.cr.execute(SQL("SELECT id FROM loyalty_card WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", cards))
        self.env.cr.execute(self._get_expire_query(days, cards))
        self.env["loyalty.ledger.entry"].invalidate_model(flush=False)
        self.env["loyalty.card"].invalidate_model(flush=False)
        self.env["loyalty.program"]._forget_figures()
        return len(cards)

    def _get_cards_to_expire(self, days, limit=None):
        """Ids of accounts with points past their last day: those of credits, and those of inactive accounts.

        Both are read from the front of an index that holds nothing else. With a limit an account counts once for each
        of its days, so that there may be fewer.
        """
        if not days:
            return []
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT card_id FROM (
                    (SELECT DISTINCT expires_on, card_id FROM loyalty_ledger_entry
                      WHERE remaining > 0 AND %(credit_due)s %(own_credits)s
                   ORDER BY expires_on, card_id %(limit)s)
                      UNION ALL
                    (SELECT points_expire_on, id FROM loyalty_card
                      WHERE points > 0 AND %(card_due)s %(own_cards)s
                   ORDER BY points_expire_on %(limit)s)
                ) due ORDER BY card_id %(limit)s
                """,
                credit_due=self._get_due_condition(days, "expires_on"),
                card_due=self._get_due_condition(days, "points_expire_on"),
                own_credits=SQL("AND card_id = ANY(%s)", self.ids) if self else SQL(),
                own_cards=SQL("AND id = ANY(%s)", self.ids) if self else SQL(),
                limit=SQL("LIMIT %s", limit) if limit else SQL(),
            )
        )
        return [card_id for (card_id,) in rows]

    @staticmethod
    def _get_due_condition(days, column):
        """SQL: the day in ``column`` is over in the club's time zone."""
        programs, day = defaultdict(list), SQL.identifier(column)
        for program_id, today in days:
            programs[today].append(program_id)
        by_club = [SQL("%s < %s AND program_id = ANY(%s)", day, today, ids) for today, ids in programs.items()]
        return SQL("%s < %s AND (%s)", day, max(programs), SQL(" OR ").join(by_club))

    def _get_expire_query(self, days, cards):
        """Expirations, their allocations, the spent credits and the balances in one statement.

        The accounts are named for every table, also where a join implies them: no plan then reads a whole table.
        """
        _ = self.env._
        return SQL(
            """
            WITH club (id, today, tz) AS (VALUES %(clubs)s),
            card AS (
                SELECT id, program_id, partner_id, company_id, ROUND(points::numeric, 2) AS points, points_expire_on
                  FROM loyalty_card WHERE id = ANY(%(cards)s)
            ),
            lot AS (
                SELECT e.id, e.card_id, e.remaining,
                       LEAST(e.expires_on, CASE WHEN c.points_expire_on < club.today THEN c.points_expire_on END) AS day
                  FROM loyalty_ledger_entry e
                  JOIN card c ON c.id = e.card_id
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
                       c.points - loss.running, 0, 0, 0, end_of_day.at, loss.day, 0, 0, 0, end_of_day.at,
                       'expiration,' || loss.day || ',' || loss.last_lot, %(description)s,
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM loss
                  JOIN card c ON c.id = loss.card_id
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
                UPDATE loyalty_ledger_entry e SET remaining = 0 FROM lot
                 WHERE e.id = lot.id AND e.card_id = ANY(%(cards)s) AND e.remaining > 0
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
        """Hourly: expire what is due, in chunks that are committed; clubs past their closing day are archived."""
        due = self._get_cards_to_expire(self._get_club_days(self.env.cr.now()))
        self._run_in_chunks("_expire_points", due, CHUNK)
        self.env["loyalty.program"]._archive_closed()

    def _run_in_chunks(self, method, card_ids, size):
        """Call a method on accounts, ``size`` at a time, and commit after each time.

        A chunk that met another transaction is repeated. What time is too short for is left to the next run.
        """
        done = 0
        while done < len(card_ids):
            chunk = self.browse(card_ids[done : done + size])
            repeat(self.env, getattr(chunk, method), "points")
            done += len(chunk)
            if not self.env["ir.cron"]._commit_progress(len(chunk), remaining=len(card_ids) - done):
                break
