"""What a change of the tiers of a club means for its members: to look at before, and to be done."""

import logging
from collections import Counter

from odoo import fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

AT_ONCE = 5000  # members that move while the user waits; in bigger clubs the job does it
CHUNK = 2000
SAMPLE = 20000  # members that a preview looks at


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    tier_apply = fields.Json(
        readonly=True, copy=False, help="A change of tiers that waits for the job: the account it has come to."
    )

    def _apply_tiers(self, keep_until=None, coupons=False):
        """Give all members the tier that follows from the present rules; in big clubs the job does it.

        :param date keep_until: members who would fall keep their tier up to this day
        :param bool coupons: members who rise get welcome coupons
        """
        self.ensure_one()
        accounts = [("program_id", "=", self.id), ("is_club", "=", True)]
        count = self.env["loyalty.card"].with_context(active_test=False).search_count(accounts, limit=AT_ONCE + 1)
        if not count:
            return
        waiting = {"after": 0, "keep_until": fields.Date.to_string(keep_until) or None, "coupons": coupons}
        if count > AT_ONCE:
            self.tier_apply = waiting
            self.env.ref("loyalty_club.ir_cron_review_tiers").sudo()._trigger()
            return
        while waiting:
            waiting = self._apply_tiers_to_some(waiting)
        self.tier_apply = False

    def _apply_tiers_to_some(self, waiting):
        """Move some members; return what is left to do, or None."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM loyalty_card WHERE program_id = %s AND is_club AND merged_into_id IS NULL AND id > %s
              ORDER BY id LIMIT %s FOR NO KEY UPDATE
                """,
                self.id,
                waiting["after"],
                CHUNK,
            )
        )
        card_ids = [row[0] for row in rows]
        self.env["loyalty.card"]._touch(card_ids)
        cards = self.env["loyalty.card"].sudo().browse(card_ids)
        cards._update_tiers(
            self,
            card_ids,
            floors=cards._get_membership_floors() if self.has_plans else None,
            down="settings",
            up="settings",
            coupons=waiting["coupons"],
            keep_until=fields.Date.to_date(waiting["keep_until"]),
        )
        return {**waiting, "after": card_ids[-1]} if len(card_ids) == CHUNK else None

    def _cron_apply_tiers(self):
        """Go on with changes of tiers that wait, chunk by chunk; called by the hourly review."""
        clubs = self.sudo().with_context(active_test=False).search([("tier_apply", "!=", False)])
        for program in clubs.filtered("tier_apply"):
            while program.tier_apply:
                program.tier_apply = program._apply_tiers_to_some(program.tier_apply) or False
                if not self.env["ir.cron"]._commit_progress(1, remaining=int(bool(program.tier_apply))):
                    return

    def _preview_tiers(self, ladder, keep_until=None):
        """What other tiers or settings would do to the members.

        :param ladder: ``engine.tiers.Ladder``; ``ref`` of its tiers: the id, or anything else for new ones
        :return: (Counter {(tier id now or None, ref then or None): members}, number of members, whether estimated)
        """
        self.ensure_one()
        self.env["loyalty.card"].flush_model()
        Card, moves = self.env["loyalty.card"].sudo(), Counter()
        members = SQL("program_id = %s AND is_club AND active AND merged_into_id IS NULL", self.id)
        [[count]] = self.env.execute_query(SQL("SELECT COUNT(*) FROM loyalty_card WHERE %s", members))
        step = -(-count // SAMPLE)
        some = SQL("AND id %% %s = 0", step) if step > 1 else SQL()
        rows = self.env.execute_query(SQL("SELECT id FROM loyalty_card WHERE %s %s ORDER BY id", members, some))
        ids = [row[0] for row in rows]
        today = self._get_local_day(self.env.cr.now())
        for start in range(0, len(ids), CHUNK):
            chunk = ids[start : start + CHUNK]
            events = Card._load_tier_events(chunk, self)
            for holder in Card._load_holders(chunk, ladder):
                Card._compute_tier(holder, ladder, events.get(holder.card_id, ()), today, keep_until)
                moves[holder.tier_id, Card._get_ref(ladder, holder.after.rank)] += 1
        if step > 1 and ids:
            factor = count / len(ids)
            moves = Counter({move: round(number * factor) for move, number in moves.items()})
        return moves, count, step > 1

    # --- actions ---

    def action_change_tiers(self, restored=None):
        """Change tiers and see what it does to members before it is saved.

        :param restored: an archived tier that is to be in use again
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change Tiers"),
            "res_model": "loyalty.tier.preview",
            "view_mode": "form",
            "target": "new",
            "context": {"default_program_id": self.id, "club_restored_tier_id": restored.id if restored else False},
        }

    def action_open_tiers(self):
        """The tiers of this club."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_tier_action")
        action["domain"] = [("program_id", "=", self.id)]
        action["context"] = {"default_program_id": self.id}
        return action
