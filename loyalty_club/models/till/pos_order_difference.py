"""What the till said and what was booked: listed where it differs."""

from datetime import timedelta

from odoo import models

from ...engine.earning_values import APPLIED
from ...engine.points import ZERO, exact
from ...engine.till import read_claim

CLOCK_TOLERANCE = timedelta(minutes=5)


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _list_differences(self):
        """List what the till claimed and the server did not find, what a member may not have, and what is missing."""
        self.ensure_one()
        rows = [*self._get_claim_differences(), *self._get_refused_differences(), *self._get_arrears_differences()]
        if rows:
            base = {"order_id": self.id, "company_id": self.company_id.id}
            self.env["loyalty.till.difference"].create([{**base, **row} for row in rows])

    def _list_failure(self, message):
        """An order whose points could not be booked at all."""
        Difference = self.env["loyalty.till.difference"]
        if not Difference.search_count([("order_id", "=", self.id), ("reason", "=", "failed")], limit=1):
            Difference.create(
                {
                    "order_id": self.id,
                    "company_id": self.company_id.id,
                    "kind": "accrual",
                    "reason": "failed",
                    "detail": message,
                }
            )

    # --- the till's numbers ---

    def _get_claim_differences(self):
        claim = read_claim(self.club_claim)
        if not claim:
            return
        for program in self._get_compared_clubs(claim):
            won, spent = self._get_booked_points(program.id)
            pairs = (("accrual", claim.won, won), ("redemption", claim.spent, spent))
            for kind, said, booked in pairs:
                claimed = said.get(program.id, ZERO)
                if claimed != booked:
                    yield {
                        "kind": kind,
                        "program_id": program.id,
                        "card_id": (self.club_results["clubs"].get(str(program.id)) or {}).get("card"),
                        "claimed": float(claimed),
                        "booked": float(booked),
                        "reason": self._explain_difference(program, kind, claim),
                    }

    def _get_compared_clubs(self, claim):
        """The clubs that the till speaks of, as far as they are of its company, and those that the order booked in."""
        ids = claim.won.keys() | {int(key) for key in self.club_results["clubs"]}
        companies = (False, *self.company_id.parent_ids.ids)
        clubs = self.env["loyalty.program"].browse(sorted(ids)).exists()
        return clubs.filtered(lambda club: club.program_type == "loyalty" and club.company_id.id in companies)

    def _explain_difference(self, program, kind, claim):
        """The first cause that can be known."""
        result = self.club_results["clubs"].get(str(program.id)) or {}
        card = self.env["loyalty.card"].browse(result.get("card")).exists()
        if not self.partner_id or (not card and program.enrollment == "opt_in"):
            return "no_member"
        if not program.active or not program._is_earning() or (card and not card._may_earn()):
            return "inactive"
        if kind == "redemption":
            return "terms"
        if not self._is_fully_paid():
            return "payment"
        reason = self._explain_earning(program, card, result)
        return "disconnected" if reason == "unknown" and claim.offline else reason

    def _explain_earning(self, program, card, result):
        since = self.session_id.start_at or self.date_order
        at = self._get_posting_moment()
        if self.date_order and abs(self.date_order - at) > CLOCK_TOLERANCE:
            return "clock"
        if any("limit" in rule.get("caps", ()) for rule in result.get("rules") or ()) or any(
            rule["reason"] in ("limit", "first_purchase")
            for rule in result.get("rules") or ()
            if rule["reason"] != APPLIED
        ):
            return "limit"
        rules = program.with_context(active_test=False).rule_ids
        if since and any(rule.write_date > since for rule in rules):
            return "rule"
        if since and card and card.tier_reached_on and card.tier_reached_on >= program._get_local_day(since):
            return "tier"
        return "unknown"

    # --- what is not as it should be ---

    def _get_refused_differences(self):
        if not self.club_results["costs"]:
            return
        for line_id, problem in self._get_refused_rewards().items():
            cost = self.club_results["costs"][line_id]
            yield {
                "kind": "redemption",
                "program_id": cost["program"],
                "card_id": cost["card"],
                "claimed": float(cost["points"]),
                "booked": float(cost["points"]),
                "reason": "reward",
                "detail": problem,
            }

    def _get_arrears_differences(self):
        if not self.club_results["costs"]:
            return
        entries = self.env["loyalty.ledger.entry"].search(
            [
                ("origin_model", "=", self._name),
                ("origin_id", "=", self.id),
                ("kind", "=", "redemption"),
                ("uncovered", ">", 0),
            ]
        )
        for entry in entries:
            yield {
                "kind": "arrears",
                "program_id": entry.program_id.id,
                "card_id": entry.card_id.id,
                "claimed": -entry.points,
                "booked": float(-exact(entry.points) - exact(entry.uncovered)),
                "reason": "offline",
            }
