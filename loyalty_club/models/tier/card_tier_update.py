"""The tier that follows from what was bought and done: computed for many accounts at once, stored where it differs."""

from collections import defaultdict
from dataclasses import replace

from odoo import models
from odoo.tools import SQL

from ...engine.points import exact
from ...engine.tier_values import NO_TIER, Event, Floor, State, Totals
from ...engine.tiers import with_floor, with_manual
from .tier_holder import Holder, Paid

STORED = ("rank", "reached_on", "expires_on", "keep_from", "rise_from")


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    # --- when points were posted ---

    def _update_tiers_of(self, accounts):
        """What was posted may lift members to another tier, or take the ground from one: the end of every posting.

        No query for clubs without tiers, or where nothing posted counts for them.

        :param accounts: {card id: Account} that are locked and stored
        """
        self._keep_endless(accounts)
        chosen, refunded = defaultdict(list), False
        for account in accounts.values():
            if not account.program.has_tiers:
                continue
            counting = [draft for draft in account.drafts if self._counts_for_tiers(draft)]
            if counting or account.known.get("released"):
                chosen[account.program].append(account)
            refunded = refunded or any(draft.kind == "reversal" for draft in counting)
        for program, touched in chosen.items():
            rows = [
                (account.card_id, account.partner_id, account.company_id, *account.tier, account.never_expires)
                for account in touched
            ]
            self._update_tiers(program, [row[0] for row in rows], down="refund" if refunded else "expired", rows=rows)

    @staticmethod
    def _counts_for_tiers(draft):
        """Transfers move what counts from one account of a member to the other; the merge looks at both."""
        values = (draft.qualifying_points, draft.qualifying_amount, draft.qualifying_orders)
        return draft.state == "posted" and draft.kind != "transfer" and any(values)

    # --- computing ---

    def _update_tiers(
        self,
        program,
        card_ids,
        *,
        down="expired",
        up="reached",
        coupons=True,
        at=None,
        keep_until=None,
        rows=None,
        floors=None,
    ):
        """Compute the tiers of these accounts of one club from their ledger, and store what differs.

        The accounts are locked by the caller.

        :param str down: reason for members who lose a tier other than by a review
        :param str up: reason for members who rise other than by a purchase just posted
        :param bool coupons: give welcome coupons of tiers that are reached
        :param datetime at: moment to look at (naive UTC), by default now
        :param date keep_until: members who would fall keep their tier up to this day
        :param rows: what is stored of the tiers of these accounts, where the caller has read it
        :param floors: {card id: (tier id, last day)} that memberships give from now on; None: as stored
        :return: number of members whose tier changed
        """
        if not card_ids:
            return 0
        if rows is None:
            self.env["loyalty.card"].flush_model()
        ladder, at = program._get_ladder(), at or self.env.cr.now().replace(microsecond=0)
        today = program._get_local_day(at)
        holders = self._load_holders(card_ids, ladder, rows)
        events = self._load_tier_events(card_ids, program)
        for holder in holders:
            if floors is not None:
                holder.after_paid = Paid(*floors.get(holder.card_id, ()))
            self._compute_tier(holder, ladder, events.get(holder.card_id, ()), today, keep_until)
        return self._store_tiers(program, ladder, holders, {"down": down, "up": up, "note": None, "at": at}, coupons)

    def _load_holders(self, card_ids, ladder, rows=None):
        ranks = {tier.ref: rank for rank, tier in enumerate(ladder.tiers)}
        rows = rows or self.env.execute_query(
            SQL(
                """
                SELECT c.id, c.partner_id, c.company_id, c.tier_id, c.tier_reached_on, c.tier_expires_on,
                       c.tier_keep_from, c.tier_rise_from, c.tier_manual_until, c.membership_tier_id,
                       c.membership_tier_until, COALESCE(c.tier_by_membership, FALSE), c.tier_beneath_id,
                       COALESCE(t.points_never_expire, FALSE)
                  FROM loyalty_card c LEFT JOIN loyalty_tier t ON t.id = c.tier_id
                 WHERE c.id = ANY(%s) ORDER BY c.id
                """,
                list(card_ids),
            )
        )
        return [
            Holder(
                card_id,
                partner_id,
                company_id,
                tier_id,
                State(ranks.get(tier_id, NO_TIER), reached_on, expires_on, keep_from, rise_from),
                manual_until,
                never,
                Paid(*paid),
                ranks.get(paid[-1]),
                after_paid=Paid(*paid[:2]),
            )
            for card_id, partner_id, company_id, tier_id, reached_on, expires_on, keep_from, rise_from, manual_until,
            *paid, never in rows
        ]  # fmt: skip

    def _load_tier_events(self, card_ids, program):
        """Qualifying values of the accounts by day of the club.

        :return: {card id: [Event]}
        """
        events = defaultdict(list)
        for card_id, day, points, amount, orders, at in self.env.execute_query(
            SQL(
                """
                SELECT card_id, ((qualifying_at AT TIME ZONE 'UTC') AT TIME ZONE %s)::date AS day,
                       SUM(qualifying_points), SUM(qualifying_amount), SUM(qualifying_orders), MAX(qualifying_at)
                  FROM loyalty_ledger_entry
                 WHERE card_id = ANY(%s) AND state = 'posted'
                   AND (qualifying_points != 0 OR qualifying_amount != 0 OR qualifying_orders != 0)
              GROUP BY card_id, day
                """,
                program.tz or "UTC",
                list(card_ids),
            )
        ):
            events[card_id].append(Event(day, Totals(exact(points), exact(amount), int(orders)), at))
        return events

    def _compute_tier(self, holder, ladder, events, today, keep_until=None):
        state, holder.steps = ladder.replay(events, today)
        holder.after, held = with_manual(state, holder.manual, today)
        holder.after_manual = holder.manual_until if held else None
        if keep_until and not held and not holder.paid.covers and holder.after.rank < holder.state.rank:
            since = holder.state.reached_on or today
            holder.after = replace(holder.state, reached_on=since, expires_on=keep_until)
            holder.after_manual, held = keep_until, True
        if held or holder.paid.covers:
            holder.steps = ()
        elif holder.after.rank == holder.state.rank and not holder.after.reached_on:
            holder.after = replace(holder.after, reached_on=holder.state.reached_on)
        self._put_on_floor(holder, ladder, today)

    def _put_on_floor(self, holder, ladder, today):
        """A paid membership gives at least its tier; what holds beneath is computed anew when it ends."""
        paid = replace(holder.after_paid, covers=False, beneath_id=None)
        ranks = {tier.ref: rank for rank, tier in enumerate(ladder.tiers)}
        if not paid.tier_id or paid.tier_id not in ranks:
            return
        floor, beneath = Floor(ranks[paid.tier_id], paid.until), holder.after
        since = (holder.state.rank == floor.rank and holder.state.reached_on) or today
        holder.after, covers = with_floor(beneath, floor, since, today)
        if covers:
            beneath_id = self._get_ref(ladder, beneath.rank) if holder.after_manual else None
            holder.after_paid, holder.steps = replace(paid, covers=True, beneath_id=beneath_id), ()

    # --- storing ---

    def _store_tiers(self, program, ladder, holders, how, coupons):
        """Write what differs on the accounts and into the history; then what follows from a new tier."""
        changed = [
            holder
            for holder in holders
            if any(getattr(holder.after, name) != getattr(holder.state, name) for name in STORED)
            or holder.after_manual != holder.manual_until
            or holder.after_paid != holder.paid
            or holder.tier_id != self._get_ref(ladder, holder.after.rank)
        ]
        if not changed:
            return 0
        start = ladder.start().rank
        for holder in changed:
            if holder.after.rank == start != NO_TIER and not holder.after.reached_on:
                holder.after = replace(holder.after, reached_on=program._get_local_day(how["at"]))
        self._write_tiers(ladder, changed)
        rows = [row for holder in changed for row in self._get_tier_history(program, ladder, holder, how)]
        self._insert_tier_changes(program, rows)
        moved = [holder for holder in changed if holder.tier_id != self._get_ref(ladder, holder.after.rank)]
        self._forget_tiers([holder.card_id for holder in changed])
        if moved:
            self._apply_never_expire(program, moved, ladder, how["at"])
        if coupons:
            self._give_welcome_coupons(self._get_reached_tiers(ladder, changed))
        return len(moved)

    def _get_reached_tiers(self, ladder, holders):
        """{tier id: card ids} of the members who reached a tier: what a membership gives is not reached, but what is
        earned beneath it is.
        """
        reached = defaultdict(list)
        for holder in holders:
            earned = holder.paid.covers and holder.after.rank == holder.state.rank
            if not holder.after_paid.covers and (earned or holder.after.rank > holder.state.rank):
                reached[self._get_ref(ladder, holder.after.rank)].append(holder.card_id)
        return reached

    def _write_tiers(self, ladder, holders):
        rows = [
            (
                holder.card_id,
                self._get_ref(ladder, holder.after.rank),
                holder.after.reached_on,
                holder.after.expires_on,
                holder.after.keep_from,
                holder.after.rise_from,
                holder.after_manual,
                holder.after_paid.tier_id,
                holder.after_paid.until,
                holder.after_paid.covers,
                holder.after_paid.beneath_id,
            )
            for holder in holders
        ]
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_card c
                   SET tier_id = v.tier_id, tier_reached_on = v.reached_on, tier_expires_on = v.expires_on,
                       tier_keep_from = v.keep_from, tier_rise_from = v.rise_from, tier_manual_until = v.manual_until,
                       membership_tier_id = v.paid_id, membership_tier_until = v.paid_until,
                       tier_by_membership = v.covers, tier_beneath_id = v.beneath_id
                  FROM unnest(%s::int[], %s::int[], %s::date[], %s::date[], %s::date[], %s::date[], %s::date[],
                              %s::int[], %s::date[], %s::bool[], %s::int[])
                    AS v (id, tier_id, reached_on, expires_on, keep_from, rise_from, manual_until, paid_id, paid_until,
                          covers, beneath_id)
                 WHERE c.id = v.id
                """,
                *map(list, zip(*rows, strict=True)),
            )
        )

    def _forget_tiers(self, card_ids):
        """The cache learns what SQL wrote."""
        names = ["tier_id", "tier_reached_on", "tier_expires_on", "tier_manual_until", "tier_keep_from",
                 "tier_rise_from", "tier_change_ids", "next_tier_id", "next_tier_missing", "next_tier_basis",
                 "tier_keep_missing", "tier_keep_basis", "next_tier_text", "tier_keep_text", "tier_color",
                 "tier_badge", "tier_benefit_html", "membership_tier_id", "membership_tier_until",
                 "tier_by_membership", "tier_beneath_id"]  # fmt: skip
        cards = self.env["loyalty.card"].browse(card_ids)
        cards.invalidate_recordset(names, flush=False)
        self.env["loyalty.tier"].invalidate_model(["card_ids", "member_count"], flush=False)
        self.env["loyalty.tier.change"].invalidate_model(flush=False)
        self.env["res.partner"].invalidate_model(["property_product_pricelist"], flush=False)
