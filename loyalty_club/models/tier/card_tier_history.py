"""The history of tiers: each step since what is stored, one row where the past itself changed."""

from odoo import models
from odoo.tools import SQL

from ...engine.tier_values import NO_TIER


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    @staticmethod
    def _get_ref(ladder, rank):
        """The id of the tier of that rank, or None."""
        return None if rank == NO_TIER else ladder.tiers[rank].ref

    def _get_tier_history(self, program, ladder, holder, how):
        """Rows of the history for what changes on one account.

        :return: list of (holder, tier before, tier after, direction, reason, note, moment, last day)
        """
        after = self._get_ref(ladder, holder.after.rank)
        follows = how["up"] == "reached" or (how["up"] == "settings" and not holder.tier_id)  # the club's first tiers
        if follows and not holder.manual_until and not holder.after_manual and holder.steps:
            known = self._count_known_steps(ladder, holder)
            if known is not None:
                return [self._get_step_row(program, ladder, holder, step) for step in holder.steps[known:]]
        nothing = after == holder.tier_id or (not holder.tier_id and holder.after.rank == ladder.start().rank)
        if nothing and how["up"] != "manual" and holder.paid.covers == holder.after_paid.covers:
            return []
        at, reason = how["at"], self._get_tier_reason(program, holder, how, after)
        if reason == "reached" and holder.steps and holder.steps[-1].at:
            at = holder.steps[-1].at
        direction = "up" if holder.after.rank > holder.state.rank else "down"
        direction = "same" if after == holder.tier_id else direction
        return [(holder, holder.tier_id, after, direction, reason, how["note"], at, holder.after.expires_on)]

    @staticmethod
    def _get_tier_reason(program, holder, how, after):
        """Why the tier of an account is another one (``after``: its id), or has another ground."""
        rising, falling = holder.after.rank > holder.state.rank, holder.after.rank < holder.state.rank
        if how["up"] == "manual":
            return "manual"
        if holder.after_paid.covers and not falling:
            return "membership"
        if holder.paid.covers and not holder.after_paid.covers and after == holder.tier_id:
            return "reached"
        reason = how["up"] if rising else how["down"]
        if holder.paid.covers and falling and reason != "settings":
            return "membership_end"
        if holder.manual_until and not holder.after_manual and reason in ("reached", "expired"):
            over = holder.manual_until < program._get_local_day(how["at"])
            return "manual_end" if over or not rising else "reached"
        return reason

    @staticmethod
    def _count_known_steps(ladder, holder):
        """How many of the steps led to what is stored; None: it was reached in another way."""
        stored = holder.state
        for number in range(len(holder.steps), 0, -1):
            state = holder.steps[number - 1].state
            if (state.rank, state.reached_on, state.keep_from) == (stored.rank, stored.reached_on, stored.keep_from):
                return number
        blank = stored.rank in (ladder.start().rank, NO_TIER) and not stored.keep_from
        return 0 if blank else None

    def _get_step_row(self, program, ladder, holder, step):
        at = step.at or program._get_midnight(step.day)
        direction = "same"
        if step.state.rank != step.before:
            direction = "up" if step.state.rank > step.before else "down"
        before, after = self._get_ref(ladder, step.before), self._get_ref(ladder, step.state.rank)
        return (holder, before, after, direction, step.reason, None, at, step.state.expires_on)

    def _insert_tier_changes(self, program, rows):
        """Write the history: it is closed to the ORM.

        :param rows: (holder, tier before, tier after, direction, reason, note, moment, last day)
        """
        if not rows:
            return
        now, uid = self.env.cr.now(), self.env.uid
        values = [
            (holder.card_id, program.id, holder.partner_id, holder.company_id, *row, uid, now, uid, now)
            for holder, *row in rows
        ]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO loyalty_tier_change
                       (card_id, program_id, partner_id, company_id, from_tier_id, to_tier_id, direction, reason, note,
                        changed_at, expires_on, create_uid, create_date, write_uid, write_date)
                VALUES %s
                """,
                SQL(", ").join(SQL("%s", row) for row in values),
            )
        )
