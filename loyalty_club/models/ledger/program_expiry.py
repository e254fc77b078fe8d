"""What a change of the expiry settings, or closing a club, means for points that exist."""

from datetime import date

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ...engine.expiry import change_of_policy

EXPIRY_FIELDS = {"expiry_policy", "expiry_count", "expiry_unit", "expiry_round", "expiry_dates", "tz"}


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _open_books(self):
        """Cards of programs that become clubs open their books with the points they have."""
        Card = self.env["loyalty.card"].sudo().with_context(active_test=False, loyalty_no_mail=True)
        cards = Card.search([("program_id", "in", self.ids), ("points", "!=", 0)])
        cards.flush_recordset()
        postings = [
            {
                "card_id": card.id,
                "points": card.points,
                "kind": "opening",
                "key": "opening",
                "arrears_cause": "offline" if card.points < 0 else None,
                "description": self.env._("Balance when the ledger began"),
            }
            for card in cards
        ]
        self.env.cr.execute(SQL("UPDATE loyalty_card SET points = 0 WHERE id = ANY(%s)", cards.ids))
        cards.invalidate_recordset(["points"], flush=False)
        cards._post_points_batch(postings)

    def _touches_expiry(self, vals):
        return bool(EXPIRY_FIELDS & vals.keys())

    def _get_expiry_policies(self):
        """{program: policy} of the clubs whose ledger has entries."""
        return {
            program: program._get_policy()
            for program in self
            if program.program_type == "loyalty" and program.has_entries
        }

    def _apply_policy_change(self, before):
        """Give the points that exist their new last day.

        Switching expiry on, or shortening it, starts one full new period today; lengthening never takes days away.

        :param before: {program: policy before the change}
        """
        for program, old in before.items():
            new = program._get_policy()
            if new == old:
                continue
            program._lock_all_accounts()
            today = program._get_local_day(self.env.cr.now())
            change = change_of_policy(old, new, today)
            if change == "extend":
                program._extend_expiry(new)
            else:
                program._restart_expiry(new, new.last_day(today) if change == "restart" else None)
        if before:
            self.env["loyalty.ledger.entry"].invalidate_model(["expires_on"], flush=False)
            self.env["loyalty.card"].invalidate_model(["points_expire_on"], flush=False)

    def _lock_all_accounts(self):
        self.env["loyalty.card"].flush_model()
        self.env.cr.execute(
            SQL("SELECT id FROM loyalty_card WHERE program_id = %s ORDER BY id FOR NO KEY UPDATE", self.id)
        )

    def _restart_expiry(self, policy, last_day):
        """All points of the club are usable up to ``last_day`` (None: for ever)."""
        on_credits = last_day if policy.on_credits else None
        on_cards = last_day if policy.policy == "inactivity" else None
        self.env.cr.execute(
            SQL(
                "UPDATE loyalty_ledger_entry SET expires_on = %s WHERE program_id = %s AND remaining > 0 %s",
                min(filter(None, (on_credits, self.closing_on)), default=None),
                self.id,
                self._get_expiring_accounts("card_id"),
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE loyalty_card SET points_expire_on = %s WHERE program_id = %s %s",
                on_cards,
                self.id,
                self._get_expiring_accounts("id"),
            )
        )

    def _get_expiring_accounts(self, column):
        """SQL: without the accounts whose tier suspends expiry."""
        endless = self.sudo().with_context(active_test=False).tier_ids.filtered("points_never_expire")
        if not endless:
            return SQL()
        column = SQL(".").join(SQL.identifier(part) for part in column.split("."))
        return SQL("AND %s NOT IN (SELECT id FROM loyalty_card WHERE tier_id = ANY(%s))", column, endless.ids)

    def _extend_expiry(self, policy):
        """Each credit (or account) gets what it would have under the new policy, never less than it has."""
        if policy.on_credits:
            self._extend_credits(policy)
        else:
            self._extend_accounts(policy)

    def _extend_credits(self, policy):
        """Their period began on the day they were earned or released; what never expires still does not."""
        start = SQL("COALESCE(e.available_on, ((e.posted_at AT TIME ZONE 'UTC') AT TIME ZONE %s)::date)", self.tz)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT %s FROM loyalty_ledger_entry e
                 WHERE e.program_id = %s AND e.remaining > 0 AND e.expires_on IS NOT NULL
                """,
                start,
                self.id,
            )
        )
        ends = [(day, min(policy.last_day(day), self.closing_on or date.max)) for (day,) in rows]
        if ends:
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE loyalty_ledger_entry e SET expires_on = GREATEST(e.expires_on, v.last)
                      FROM (VALUES %s) AS v (day, last)
                     WHERE e.program_id = %s AND e.remaining > 0 AND e.expires_on IS NOT NULL AND v.day = %s
                    """,
                    SQL(", ").join(SQL("(%s, %s)", *row) for row in ends),
                    self.id,
                    start,
                )
            )

    def _extend_accounts(self, policy):
        """Their period began with the last activity, else with the first of the points that are left."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.id, COALESCE(MAX(e.posted_at) FILTER (WHERE e.kind IN ('accrual', 'redemption')),
                                      MIN(e.posted_at) FILTER (WHERE e.remaining > 0))
                  FROM loyalty_card c JOIN loyalty_ledger_entry e ON e.card_id = c.id AND e.state = 'posted'
                 WHERE c.program_id = %s AND c.points > 0 %s GROUP BY c.id
                """,
                self.id,
                self._get_expiring_accounts("c.id"),
            )
        )
        ends = [(card_id, policy.last_day(self._get_local_day(moment))) for card_id, moment in rows]
        if ends:
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE loyalty_card c SET points_expire_on = GREATEST(c.points_expire_on, v.last)
                      FROM (VALUES %s) AS v (id, last) WHERE c.id = v.id
                    """,
                    SQL(", ").join(SQL("(%s, %s)", *row) for row in ends),
                )
            )

    # --- closing ---

    def _close_club(self, last_day):
        """Stop earning now; points can be spent up to ``last_day`` (a date), the rest expires after it.

        :raise UserError: the day is over
        """
        self.ensure_one()
        today = self._get_local_day(self.env.cr.now())
        if last_day < today:
            raise UserError(
                self.env._(
                    "%(day)s is over. Choose a day from today on, up to which members can spend their points.",
                    day=format_date(self.env, last_day),
                )
            )
        self._lock_all_accounts()
        before, self.closing_on = self.closing_on, last_day
        if before and before < last_day:
            self._put_off_closing(before)
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_ledger_entry SET expires_on = LEAST(expires_on, %s)
                 WHERE program_id = %s AND remaining > 0
                """,
                last_day,
                self.id,
            )
        )
        self.env["loyalty.ledger.entry"].invalidate_model(["expires_on"], flush=False)

    def _put_off_closing(self, before):
        """Points that would have ended with the club last longer: as long as they would have without closing."""
        policy = self._get_policy()
        dated = self._get_expiring_accounts("card_id") if policy.on_credits else SQL("AND FALSE")
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_ledger_entry SET expires_on = %s
                 WHERE program_id = %s AND remaining > 0 AND expires_on = %s
                   AND id NOT IN (SELECT id FROM loyalty_ledger_entry
                                   WHERE program_id = %s AND remaining > 0 AND expires_on = %s %s)
                """,
                self.closing_on,
                self.id,
                before,
                self.id,
                before,
                dated,
            )
        )
        if policy.on_credits:
            self._extend_credits(policy)

    def _is_earning(self):
        """Whether purchases earn points in this club at present."""
        self.ensure_one()
        return not self.closing_on

    def _archive_closed(self):
        """Archive clubs after their last day, once nothing is left to expire."""
        for program in self.search([("program_type", "=", "loyalty"), ("closing_on", "!=", False)]):
            over = program.closing_on < program._get_local_day(self.env.cr.now())
            if over and not program.outstanding_points:
                program.active = False
