"""Tiers that run out are reviewed: a few SQL statements per club and chunk, the same rules as ``engine.tiers``."""

from collections import defaultdict
from datetime import date, datetime

from odoo import models
from odoo.tools import SQL

from ...engine.tier_values import DAY

CHUNK = 5000
NEVER = date.max  # a first day of expiry that does not come
PERIODS = 600  # reviews of one account in a row: a job that did not run for fifty years of months


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _review_tiers(self, now=None, limit=None):
        """Review tiers whose last day is over, on these accounts or (empty recordset) on all.

        Cost follows the accounts concerned. A job that did not run for a while reviews period by period.

        :param datetime now: moment to look at (naive UTC), by default now
        :param int limit: at most that many accounts
        :return: number of accounts reviewed; never commits
        """
        self.env["loyalty.card"].flush_model()
        self.env["loyalty.tier"].flush_model()
        now = now or self.env.cr.now().replace(microsecond=0)
        card_ids = self._get_cards_to_review(now, limit)
        if not card_ids:
            return 0
        self.env.cr.execute(
            SQL("SELECT id FROM loyalty_card WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", card_ids)
        )
        clubs = self.env["loyalty.program"].sudo().with_context(active_test=False)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT program_id, membership_tier_id IS NOT NULL, tier_manual_until IS NOT NULL,
                       ARRAY_AGG(id ORDER BY id)
                  FROM loyalty_card WHERE id = ANY(%s) AND tier_expires_on IS NOT NULL GROUP BY 1, 2, 3
                """,
                card_ids,
            )
        )
        for program_id, paid, by_hand, ids in rows:
            program = clubs.browse(program_id)
            if paid:
                floors = self.browse(ids)._get_membership_floors()
                self._update_tiers(program, ids, floors=floors, at=now)
            elif by_hand:
                self._update_tiers(program, ids, down="manual_end", up="manual_end", coupons=False, at=now)
            else:
                self._review_of_club(program, ids, now)
        self._forget_tiers(card_ids)
        return len(card_ids)

    def _get_cards_to_review(self, now, limit=None):
        """Ids of accounts whose tier ran out, read from the front of an index of those that run out at all."""
        days = self._get_club_days(now)
        if not days:
            return []
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM loyalty_card WHERE tier_expires_on IS NOT NULL AND %s %s ORDER BY %s id %s",
                self._get_due_condition(days, "tier_expires_on"),
                SQL("AND id = ANY(%s)", self.ids) if self else SQL(),
                SQL("tier_expires_on,") if limit else SQL(),
                SQL("LIMIT %s", limit) if limit else SQL(),
            )
        )
        return sorted(row[0] for row in rows)

    def _review_of_club(self, program, card_ids, now):
        ladder = program._get_ladder()
        endless = program.tier_ids.filtered("points_never_expire").ids  # those with a change that waits, too
        today, expires_from, risen = program._get_local_day(now), {}, {}
        for _period in range(PERIODS):
            periods = self._get_periods_of_keeping(program, ladder, card_ids, today)
            if not periods:
                break
            rows = self.env.execute_query(self._get_review_query(program, ladder, card_ids, periods, endless))
            card_ids = []
            for card_id, until, never_change, direction, tier_id in rows:
                if until and until < today:
                    card_ids.append(card_id)
                if never_change:
                    expires_from[card_id] = never_change
                if direction:
                    risen[card_id] = tier_id if direction > 0 else None
            if not card_ids:
                break
        self._apply_review(program, expires_from, risen)

    def _apply_review(self, program, expires_from, risen):
        """What follows from new tiers, once for an account that was reviewed period by period. (A review lifts, too:
        where what was taken back lies in the past, less may have counted before than in the period that ends.)

        :param expires_from: {card id: first day on which points expire again, ``NEVER``: they no longer do}
        :param risen: {card id: id of the tier it rose to, None: it fell after all}
        """
        lost, reached = defaultdict(list), defaultdict(list)
        for card_id, day in expires_from.items():
            lost[None if day == NEVER else day].append(card_id)
        self._suspend_expiry(program, lost.pop(None, None))
        self._restart_own_expiry(program, lost)
        for card_id, tier_id in risen.items():
            reached[tier_id].append(card_id)
        reached.pop(None, None)
        self._give_welcome_coupons(reached)

    # --- the statement: engine.tiers.Ladder.review, for many ---

    def _get_periods_of_keeping(self, program, ladder, card_ids, today):
        """What counts for tiers of these accounts that ran out before ``today``.

        :return: [(last day of a tier, first moment that may count, first moment that does not any more)], naive UTC
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT tier_expires_on FROM loyalty_card
                 WHERE id = ANY(%s) AND tier_expires_on < %s AND tier_manual_until IS NULL
                """,
                card_ids,
                today,
            )
        )
        periods = []
        for (last,) in rows:
            first = ladder.first_day_of_keeping(last)
            since = datetime.min if first == date.min else program._get_midnight(first)
            periods.append((last, since, program._get_midnight(last + DAY)))
        return periods

    def _get_review_query(self, program, ladder, card_ids, periods, endless):
        """Review the tiers of these accounts that ran out, once.

        :param periods: see :meth:`_get_periods_of_keeping`
        :return: SQL that gives (card id, new last day, :meth:`_get_never_change`, 1 up or -1 down or 0, tier id) for
            each account
        """
        settings = ladder.settings
        tz = program.tz or "UTC"
        return SQL(
            """
            WITH due AS (
                SELECT c.id, c.partner_id, c.company_id, c.tier_id, c.tier_expires_on AS last,
                       %(rank_of_tier)s AS rank, %(since)s AS since, period.after
                  FROM loyalty_card c
                  JOIN (VALUES %(periods)s) AS period (last, since, after) ON period.last = c.tier_expires_on
                 WHERE c.id = ANY(%(cards)s) AND c.tier_manual_until IS NULL
            ),
            found AS (
                SELECT due.*, %(qualified)s AS qualified
                  FROM due
             LEFT JOIN LATERAL (
                       SELECT SUM(e.qualifying_points) AS points, SUM(e.qualifying_amount) AS amount,
                              SUM(e.qualifying_orders) AS orders
                         FROM loyalty_ledger_entry e
                        WHERE e.card_id = due.id AND e.state = 'posted'
                          AND e.qualifying_at >= due.since AND e.qualifying_at < due.after
                       ) total ON TRUE
            ),
            verdict AS (SELECT found.*, %(downgrade)s AS new_rank FROM found),
            outcome AS (
                SELECT verdict.*, %(tier_of_rank)s AS new_tier, (%(until)s)::date AS until FROM verdict
            ),
            history AS (
                INSERT INTO loyalty_tier_change
                       (card_id, program_id, partner_id, company_id, from_tier_id, to_tier_id, direction, reason,
                        changed_at, expires_on, create_uid, create_date, write_uid, write_date)
                SELECT id, %(program)s, partner_id, company_id, tier_id, new_tier,
                       CASE WHEN new_rank > rank THEN 'up' WHEN new_rank < rank THEN 'down' ELSE 'same' END,
                       CASE WHEN new_rank > rank THEN 'reached' WHEN new_rank < rank THEN 'expired' ELSE 'kept' END,
                       ((last + 1)::timestamp AT TIME ZONE %(tz)s) AT TIME ZONE 'UTC', until,
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM outcome
            )
            UPDATE loyalty_card c
               SET tier_id = o.new_tier, tier_expires_on = o.until, tier_keep_from = o.last,
                   tier_reached_on = CASE WHEN o.new_rank = o.rank THEN c.tier_reached_on
                                          WHEN o.new_tier IS NOT NULL THEN o.last + 1 END,
                   tier_rise_from = CASE WHEN o.new_rank < o.rank THEN o.last ELSE c.tier_rise_from END
              FROM outcome o
             WHERE c.id = o.id AND c.id = ANY(%(cards)s)
         RETURNING c.id, o.until, %(never_change)s, SIGN(o.new_rank - o.rank)::int, o.new_tier
            """,
            cards=card_ids,
            periods=SQL(", ").join(SQL("(%s, %s::timestamp, %s::timestamp)", *period) for period in periods),
            since=self._get_since_expression(settings, tz),
            tz=tz,
            rank_of_tier=self._get_case("c.tier_id", {tier.ref: rank for rank, tier in enumerate(ladder.tiers)}, -1),
            tier_of_rank=self._get_case("new_rank", {rank: tier.ref for rank, tier in enumerate(ladder.tiers)}, None),
            qualified=self._get_rank_expression(ladder),
            downgrade=self._get_downgrade_expression(settings),
            until=self._get_until_expression(ladder),
            program=program.id,
            uid=self.env.uid,
            now=self.env.cr.now(),
            never_change=self._get_never_change(endless),
        )

    @staticmethod
    def _get_case(column, pairs, default):
        """SQL: what belongs to the value of ``column``."""
        if not pairs:
            return SQL("%s::int", default)
        cases = SQL(" ").join(SQL("WHEN %s THEN %s", key, value) for key, value in pairs.items())
        column = SQL(".").join(SQL.identifier(part) for part in column.split("."))
        return SQL("(CASE %s %s ELSE %s END)::int", column, cases, default)

    @staticmethod
    def _get_since_expression(settings, tz):
        """SQL on ``c`` and ``period``: the first moment that counts. With a period since joining: what came after the
        tier was reached or kept.
        """
        if settings.period != "lifetime":
            return SQL("period.since")
        kept = SQL("((c.tier_keep_from + 1)::timestamp AT TIME ZONE %s) AT TIME ZONE 'UTC'", tz)
        return SQL("GREATEST(period.since, %s)", kept)

    @staticmethod
    def _get_rank_expression(ladder):
        """SQL on ``total``: the rank that is qualified for."""
        cases = []
        for rank in range(len(ladder.tiers) - 1, -1, -1):
            minimums = ladder.tiers[rank].minimums
            if not minimums:
                return SQL("(CASE %s ELSE %s END)", SQL(" ").join(cases), rank) if cases else SQL("%s::int", rank)
            met = [SQL("COALESCE(total.%s, 0) >= %s", SQL.identifier(name), value) for name, value in minimums.items()]
            joined = SQL(" OR " if ladder.settings.qualify == "any" else " AND ").join(met)
            cases.append(SQL("WHEN %s THEN %s", joined, rank))
        return SQL("(CASE %s ELSE -1 END)", SQL(" ").join(cases)) if cases else SQL("(-1)")

    @staticmethod
    def _get_downgrade_expression(settings):
        """SQL on ``found``: the rank from now on."""
        if settings.downgrade == "one_step":
            return SQL("CASE WHEN qualified < rank THEN rank - 1 ELSE qualified END")
        if settings.downgrade == "never":
            return SQL("GREATEST(qualified, rank)")
        return SQL("qualified")

    @staticmethod
    def _get_until_expression(ladder):
        """SQL on ``verdict``: the last day of the new period."""
        settings = ladder.settings
        until = {
            "forever": SQL("NULL::date"),
            "period_end": SQL("make_date(EXTRACT(year FROM last + 1)::int, 12, 31)"),
            "next_period_end": SQL("make_date(EXTRACT(year FROM last)::int + 1, 12, 31)"),
        }.get(settings.keep, SQL("(last + make_interval(months => %s))::date", settings.keep_months))
        lowest = 0 if ladder.tiers and ladder.tiers[0].minimums else 1
        return SQL("CASE WHEN new_rank >= %s THEN %s END", lowest, until)

    @staticmethod
    def _get_never_change(endless):
        """SQL: the first day on which points expire again, or the day ``NEVER``; NULL where nothing changes."""
        if not endless:
            return SQL("NULL::date")
        return SQL(
            """
            CASE WHEN o.tier_id = ANY(%(ids)s) AND (o.new_tier IS NULL OR o.new_tier != ALL(%(ids)s)) THEN o.last + 1
                 WHEN o.new_tier = ANY(%(ids)s) AND (o.tier_id IS NULL OR o.tier_id != ALL(%(ids)s)) THEN %(never)s END
            """,
            ids=endless,
            never=NEVER,
        )

    # --- the job ---

    def _cron_review_tiers(self):
        """Hourly: review what ran out, in chunks that are committed; go on with changes of settings that wait."""
        due = self._get_cards_to_review(self.env.cr.now())
        self._run_in_chunks("_review_tiers", due, CHUNK)
        self.env["loyalty.program"]._cron_apply_tiers()
