"""Tiers that are not the outcome of purchases alone: set by hand, and those of accounts that are merged."""

from datetime import date

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...engine.tier_values import DAY, NO_TIER, State
from .tier_holder import Paid


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    @api.private
    def _set_tier(self, tier, until, reason):
        """Give these members a tier up to a day; then they have the one that they qualify for.

        :param tier: a ``loyalty.tier`` of their club
        :param date until: last day, in the club's time zone
        :param str reason: shown in the history
        :raise UserError: a tier of another club, a day that is over, or no reason
        :raise AccessError: no club manager
        """
        self._check_may_set_tier()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the tier is set by hand; the history shows it."))
        cards = self.sudo()._get_survivor()
        program = tier.sudo().program_id
        if cards.program_id != program or not tier.active:
            raise UserError(self.env._("“%s” is no tier of this club. Choose one of its tiers.", tier.name))
        now = self.env.cr.now().replace(microsecond=0)
        today = program._get_local_day(now)
        if not until or until < today:
            raise UserError(self.env._("The last day is over. Choose a day from today on."))
        cards._lock_accounts(cards.ids)
        ladder = program._get_ladder()
        holders, events = cards._load_holders(cards.ids, ladder), cards._load_tier_events(cards.ids, program)
        rank = next(rank for rank, step in enumerate(ladder.tiers) if step.ref == tier.id)
        for holder in holders:
            earned, _steps = ladder.replay(events.get(holder.card_id, ()), today)
            settled = today if earned.rank > rank and earned.reached_on == today else today - DAY
            holder.after = State(rank, today, until, settled, holder.state.rise_from)
            holder.after_manual, holder.manual_until = until, None
            cards._put_on_floor(holder, ladder, today)
        how = {"up": "manual", "down": "manual", "note": reason.strip(), "at": now}
        cards._store_tiers(program, ladder, holders, how, coupons=True)
        cards._touch(cards.ids)

    def _check_may_set_tier(self):
        if not (self.env.su or self.env.user.has_group("loyalty_club.group_club_manager")):
            raise AccessError(self.env._("Only club managers may set the tier of a member."))

    @api.private
    def _end_manual_tier(self):
        """Members whose tier was set by hand have the one that they qualify for, from now on."""
        cards = self.sudo()._get_survivor().filtered("tier_manual_until")
        for program, chosen in cards.grouped("program_id").items():
            chosen._lock_accounts(chosen.ids)
            self.env.cr.execute(
                SQL(
                    "UPDATE loyalty_card SET tier_manual_until = NULL, tier_beneath_id = NULL WHERE id = ANY(%s)",
                    chosen.ids,
                )
            )
            chosen._forget_tiers(chosen.ids)
            chosen._update_tiers(program, chosen.ids, down="manual_end", up="manual_end", coupons=False)

    def action_set_tier(self):
        """Open the window in which a manager sets the tier of these members."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set Tier"),
            "res_model": "loyalty.tier.set",
            "view_mode": "form",
            "target": "new",
            "context": {"default_card_ids": self.ids},
        }

    def action_end_manual_tier(self):
        """These members have the tier that they qualify for, from now on."""
        self.check_access("read")
        self._check_may_set_tier()
        self._end_manual_tier()

    # --- merging ---

    def _merge_tiers(self, sources):
        """The survivor of a merge has what all purchases together give, at least the better of what there was.

        :param sources: accounts that were merged into this one
        """
        self.ensure_one()
        program = self.sudo().program_id
        if not program.has_tiers:
            return
        self.env["loyalty.card"].flush_model()
        ladder, now = program._get_ladder(), self.env.cr.now().replace(microsecond=0)
        today = program._get_local_day(now)
        holders = {holder.card_id: holder for holder in self._load_holders((self | sources).ids, ladder)}
        target = holders[self.id]
        events = self._load_tier_events(self.ids, program).get(self.id, ())
        target.after_paid = Paid()
        self._compute_tier(target, ladder, events, today)
        lasting = [state for holder in holders.values() if (state := self._get_lasting_state(holder, today))]
        best = max(lasting, key=self._get_worth, default=None)
        if best and self._get_worth(best) > self._get_worth(target.after):
            since = best.reached_on or today
            target.after = State(best.rank, since, best.expires_on, best.keep_from, target.after.rise_from)
            target.after_manual = best.expires_on
        ranks = {tier.ref: rank for rank, tier in enumerate(ladder.tiers)}
        floors = [holder.paid for holder in holders.values() if holder.paid.tier_id]
        best = max(floors, key=lambda paid: (ranks.get(paid.tier_id, NO_TIER), paid.until), default=Paid())
        target.after_paid = Paid(best.tier_id, best.until)
        self._put_on_floor(target, ladder, today)
        how = {"up": "merge", "down": "merge", "note": None, "at": now}
        self._store_tiers(program, ladder, [target], how, coupons=False)
        for holder in holders.values():
            if holder is not target:
                holder.after, holder.after_manual, holder.after_paid = State(NO_TIER), None, Paid()
        self._write_tiers(ladder, [holder for holder in holders.values() if holder is not target])
        self._forget_tiers(list(holders))
        if any(holder.never for holder in holders.values()):
            self._settle_merged_expiry(program)

    @staticmethod
    def _get_lasting_state(holder, today):
        """The tier of an account that goes on beside what purchases give; None: there is none. What a membership gives
        goes with the membership.
        """
        state, manual = holder.state, holder.manual
        if holder.paid.covers:
            state = manual and State(manual.rank, manual.since, manual.until, manual.settled)
        return state if state and (state.expires_on or date.min) >= today else None

    @staticmethod
    def _get_worth(state):
        """Of two tiers the higher one is worth more, of the same one that which lasts longer."""
        return state.rank, state.expires_on or date.max

    def _settle_merged_expiry(self, program):
        """Points that came from an account whose points never expired get a full period, where the survivor's do."""
        if self.tier_id.points_never_expire:
            self._suspend_expiry(program, self.ids)
            return
        policy = program._get_policy()
        end = policy.last_day(program._get_local_day(self.env.cr.now()))
        if end and policy.on_credits:
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE loyalty_ledger_entry SET expires_on = %s
                     WHERE card_id = %s AND remaining > 0 AND expires_on IS NULL
                    """,
                    min(end, program.closing_on or end),
                    self.id,
                )
            )
            self.env["loyalty.ledger.entry"].invalidate_model(["expires_on"], flush=False)
        elif end and self.points > 0:
            self._forget_last_days(self.ids, max(end, self.points_expire_on or end))
