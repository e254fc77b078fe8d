"""Welcome points of a plan: once for each customer, when the first period is paid."""

from odoo import api, models


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    def _sync_welcome_points(self):
        """Post welcome points that are due, and take back those whose first period was refunded."""
        Benefit, Card = self.env["loyalty.membership.benefit"].sudo(), self.env["loyalty.card"].sudo()
        rows = {(row.membership_id, row.plan_id): row for row in self.benefit_ids if row.kind == "welcome"}
        due = [
            (membership, plan)
            for membership in self
            for plan in membership._get_plans()
            if membership._deserves_welcome(plan)
        ]
        self._take_welcome_back([row for pair, row in rows.items() if pair not in due and row.points])
        fresh = [
            (membership, plan)
            for membership, plan in due
            if plan.welcome_points
            and not rows.get((membership, plan), Benefit).points
            and membership._may_receive(plan)
        ]
        fresh = self._drop_welcomed(fresh)
        entries = Card._post_points_batch([self._get_welcome_posting(pair, rows.get(pair)) for pair in fresh])
        vals_list = []
        for (membership, plan), entry in zip(fresh, entries, strict=True):
            values = {
                "entry_id": entry.id,
                "points": entry.points,
                "amount": membership._get_money_of_points(plan, entry.points),
                "on_date": membership._get_today(),
            }
            if (membership, plan) in rows:
                rows[membership, plan].write(values)
            else:
                values.update(membership_id=membership.id, plan_id=plan.id, kind="welcome", key=f"welcome,{plan.id}")
                vals_list.append(values)
        Benefit.create(vals_list)

    def _deserves_welcome(self, plan):
        """Whether the first period of the plan is paid (and was after the plan began to give points)."""
        first = self._get_paying_terms(plan)[:1]
        since = plan.welcome_since
        return first.state == "paid" and (not since or (first.paid_on or self.started_on) >= since)

    @api.model
    def _drop_welcomed(self, pairs):
        """Those of the pairs (membership, plan) whose customer has no welcome points of the plan by another membership,
        nor by another account with the same e-mail address or telephone number.

        :return: list of pairs
        """
        if not pairs:
            return []
        self._lock_welcomes(pairs[0][1].union(*(plan for _membership, plan in pairs)))
        owners = {pair: pair[0]._get_account_of(pair[1]) for pair in pairs}
        known = self.env["loyalty.card"].sudo().union(*owners.values())._get_families()
        families = {pair: known[owner] for pair, owner in owners.items()}
        others = (
            self.env["loyalty.membership.benefit"]
            .sudo()
            .search(
                [
                    ("kind", "=", "welcome"),
                    ("points", ">", 0),
                    ("plan_id", "in", [plan.id for _membership, plan in pairs]),
                    "|",
                    ("entry_id.card_id", "in", self.env["loyalty.card"].union(*families.values()).ids),
                    ("partner_id", "any", self._get_likeness([membership for membership, _plan in pairs])),
                ]
            )
        )
        had = {(other.plan_id, other.entry_id.card_id) for other in others}
        had |= {(other.plan_id, mark) for other in others for mark in other.partner_id._get_marks()}
        fresh = []
        for pair in pairs:
            marks = {(pair[1], mark) for mark in (*families[pair], *pair[0].partner_id._get_marks())}
            if not marks & had:
                fresh.append(pair)
                had |= marks  # nor two of these at once
        return fresh

    @api.model
    def _lock_welcomes(self, plans):
        """One transaction at a time welcomes members of these plans: two accounts of one e-mail address are two
        memberships, whose locks do not meet. Whoever waited starts over (docs, "Locks").
        """
        self.env.cr.execute("UPDATE loyalty_membership_plan SET id = id WHERE id = ANY(%s)", [sorted(plans.ids)])

    @api.model
    def _get_likeness(self, memberships):
        """Who could be the same person, as a domain of partners."""
        partners = self.union(*memberships).partner_id
        emails = [email for email in partners.mapped("email_normalized") if email]
        phones = [phone for phone in partners.mapped("phone_sanitized") if phone]
        return ["|", ("email_normalized", "in", emails), ("phone_sanitized", "in", phones)]

    @api.model
    def _get_welcome_posting(self, pair, row):
        """Values of the posting; after one that was taken back (``row``) it is the next one."""
        membership, plan = pair
        before = row.entry_id.key if row else None
        turn = int(before.rpartition(",")[2]) + 1 if before else 1
        return {
            "card_id": membership._get_account_of(plan).id,
            "points": plan.welcome_points,
            "kind": "accrual",
            "key": f"{self._name},{membership.id},welcome,{plan.id},{turn}",
            "origin_model": self._name,
            "origin_id": membership.id,
            "description": self.env._("Welcome to %s", plan.name),
        }

    def _take_welcome_back(self, rows):
        """Reverse the points of these benefits. What could not be taken (it was spent, and the club lets nobody owe
        points) stays noted: whoever had it is not welcomed again.
        """
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
            kept = sum(row.entry_id.reversal_ids.mapped("forgiven"))
            if row.points != kept:
                row.write({"points": kept, "amount": row.membership_id._get_money_of_points(row.plan_id, kept)})

    def _get_money_of_points(self, plan, points):
        """What points of a plan's club are worth, in the company's currency."""
        program = plan.program_id
        return program.currency_id._convert(
            points * program.point_value, self.currency_id, self.company_id, self._get_today()
        )


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_marks(self):
        """What is the same where two contacts are one person: e-mail address and telephone number."""
        return [mark for mark in (self.email_normalized, self.phone_sanitized) if mark]
