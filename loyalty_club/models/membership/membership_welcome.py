"""Welcome points of a plan: once for each customer, when the first period is paid."""

from odoo import models


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    def _sync_welcome_points(self):
        """Post welcome points that are due, and take back those whose first period was refunded."""
        Benefit, Card = self.env["loyalty.membership.benefit"].sudo(), self.env["loyalty.card"].sudo()
        rows = {row.membership_id: row for row in self.benefit_ids if row.kind == "welcome"}
        due = self.filtered(lambda membership: membership._deserves_welcome())
        self._take_welcome_back([row for membership, row in rows.items() if membership not in due and row.points])
        fresh = due.filtered(
            lambda membership: (
                not rows.get(membership, Benefit).points
                and membership.plan_id.welcome_points
                and membership._may_receive()
            )
        )
        fresh = fresh._get_not_welcomed()
        entries = Card._post_points_batch([membership._get_welcome_posting(rows) for membership in fresh])
        for membership, entry in zip(fresh, entries, strict=True):
            values = {
                "entry_id": entry.id,
                "points": entry.points,
                "amount": membership._get_money_of_points(entry.points),
                "on_date": membership._get_today(),
            }
            if membership in rows:
                rows[membership].write(values)
            else:
                Benefit.create({"membership_id": membership.id, "kind": "welcome", "key": "welcome", **values})

    def _deserves_welcome(self):
        """Whether the first period is paid (and was after the plan began to give points)."""
        first = self._get_paying_terms()[:1]
        since = self.plan_id.welcome_since
        return first.state == "paid" and (not since or (first.paid_on or self.started_on) >= since)

    def _get_not_welcomed(self):
        """Those whose customer has no welcome points of this plan by another membership."""
        if not self:
            return self
        families = {membership: membership.card_id._get_survivor()._get_family() for membership in self}
        accounts = self.env["loyalty.card"].union(*families.values())
        others = (
            self.env["loyalty.membership.benefit"]
            .sudo()
            .search(
                [
                    ("kind", "=", "welcome"),
                    ("points", ">", 0),
                    ("plan_id", "in", self.plan_id.ids),
                    ("membership_id.card_id", "in", accounts.ids),
                ]
            )
        )
        had = {(other.plan_id, other.membership_id.card_id) for other in others}
        return self.filtered(
            lambda membership: not any((membership.plan_id, card) in had for card in families[membership])
        )

    def _get_welcome_posting(self, rows):
        before = rows[self].entry_id.key if self in rows else None
        turn = int(before.rpartition(",")[2]) + 1 if before else 1
        return {
            "card_id": self.card_id.id,
            "points": self.plan_id.welcome_points,
            "kind": "accrual",
            "key": f"{self._name},{self.id},welcome,{turn}",
            "origin_model": self._name,
            "origin_id": self.id,
            "description": self.env._("Welcome to %s", self.plan_id.name),
        }

    def _take_welcome_back(self, rows):
        entries = self.env["loyalty.ledger.entry"].sudo().union(*(row.entry_id for row in rows))
        left = entries._get_reversible_points()
        self.env["loyalty.card"].sudo()._post_reversals(
            [
                {
                    "entry": entry,
                    "points": left[entry],
                    "key": f"{entry.key},back",
                    "description": self.env._("Taken back: %s", entry.description),
                    "arrears_cause": "refund",
                }
                for entry in entries
                if left[entry]
            ]
        )
        for row in rows:
            row.write({"points": 0, "amount": 0})

    def _get_money_of_points(self, points):
        """What points are worth, in the company's currency."""
        program = self.program_id
        return program.currency_id._convert(
            points * program.point_value, self.currency_id, self.company_id, self._get_today()
        )
