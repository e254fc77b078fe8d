"""How claims move from state to state, and what that books."""

from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.points import ZERO, exact
from .reward_claim import MOVES


class LoyaltyRewardClaim(models.Model):
    _inherit = "loyalty.reward.claim"

    # --- claiming ---

    def _book(self):
        """Take the points of new claims, their part of the budgets, and give the coupons of vouchers.

        :raise UserError: not enough points, or limit or budget do not suffice
        """
        self.env["loyalty.card"].sudo()._post_points_batch(
            [
                {
                    "card_id": claim.card_id.id,
                    "points": -claim.points,
                    "kind": "redemption",
                    "key": f"{claim._name},{claim.id},redemption",
                    "origin": claim,
                    "reward_id": claim.reward_id.id,
                    "description": claim.reward_id.description,
                }
                for claim in self
            ]
        )
        self._book_budget()
        for claim in self.filtered(lambda claim: claim.reward_type == "voucher"):
            claim._issue_voucher()
        self.filtered(lambda claim: claim.state == "requested")._ask_staff()

    def _book_budget(self):
        uses = {
            claim.id: {claim.reward_id: (1, claim._get_cost())} if claim.state != "cancelled" else {} for claim in self
        }
        self.env["loyalty.reward"]._book_uses(self._name, uses)

    def _get_cost(self):
        """What the claim costs the club, in its currency: for the budget in money."""
        return exact(self.reward_id._get_point_value() * self.points)

    def _issue_voucher(self):
        program = self.program_id
        today = program._get_local_day(self.env.cr.now())
        days = self.reward_id.voucher_days
        coupon = self.reward_id.voucher_program_id.sudo()._issue_coupons(
            [self.partner_id],
            expires_on=today + timedelta(days=days) if days else None,
            description=self.env._("%(points)s of %(club)s", points=self.points_display, club=program.name),
            purpose="voucher",
            accounts=[self.card_id.sudo()],
        )
        if not coupon:
            raise UserError(self.reward_id._get_voucher_problem())
        self.write({"coupon_id": coupon.id})
        self._move_to("fulfilled")

    def _ask_staff(self):
        """A to-do for whom the reward says."""
        for claim in self.filtered("user_id"):
            claim.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=claim.user_id.id,
                summary=self.env._("Fulfil: %s", claim.reward_id.description),
            )

    # --- moving ---

    def _move_to(self, state):
        """The one way to change the state of claims.

        The rows are locked first, so of two who move a claim at once the second sees what the first one did. A claim
        that is there already stays as it is: a double click does no harm.

        :param str state: requested, reserved, fulfilled or cancelled
        :raise UserError: the state may not follow the present one
        """
        self.check_access("write")
        claims = self.sudo()
        claims.flush_recordset(["state"])
        self.env.cr.execute(
            SQL(
                "SELECT id, state FROM loyalty_reward_claim WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
                claims.ids,
            )
        )
        present = dict(self.env.cr.fetchall())
        claims = claims.filtered(lambda claim: present.get(claim.id) not in (None, state))
        for claim in claims:
            claim._check_move(present[claim.id], state)
        now = self.env.cr.now().replace(microsecond=0)
        stamps = {"fulfilled": {"fulfilled_at": now}, "cancelled": {"cancelled_at": now}}
        claims.write({"state": state, **stamps.get(state, {})})
        if state == "cancelled":
            claims._give_back()
        if state in ("fulfilled", "cancelled"):
            claims.activity_unlink(["mail.mail_activity_data_todo"])
        return True

    def _check_move(self, present, state):
        if state not in MOVES[present]:
            names = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(claim)s” is %(present)s and cannot become %(state)s any more.",
                    claim=self.display_name,
                    present=names[present].lower(),
                    state=names[state].lower(),
                )
            )
        if present == "fulfilled":
            self._check_coupon_unused()

    def _check_coupon_unused(self):
        if not self.coupon_id:
            raise UserError(
                self.env._(
                    "“%s” is fulfilled: the member has it. Adjust the points of the member instead, with a reason.",
                    self.display_name,
                )
            )
        use = self._get_coupon_uses().get(self)
        if use:
            raise UserError(use)

    def _get_coupon_uses(self):
        """Why coupons of claims cannot be taken back.

        :return: {claim: a sentence}, only claims whose coupon somebody used
        """
        coupons = self.coupon_id.sudo()
        issued = {}
        for line in coupons.history_ids.sorted("id"):
            issued.setdefault(line.card_id, line.issued)
        uses = {}
        for claim in self:
            coupon = claim.coupon_id.sudo()
            if coupon and (not coupon.active or coupon.points < issued.get(coupon, 0.0)):
                uses[claim] = self.env._("The coupon %s is used already, so the points cannot come back.", coupon.code)
            elif coupon.use_count:
                uses[claim] = self.env._(
                    "The coupon %s is on an order. Remove it there first, then cancel the claim.", coupon.code
                )
        return uses

    def _give_back(self):
        """Coupons end; the points return to the credits they came from, and the pieces to the budget."""
        coupons = self.coupon_id
        if coupons:
            coupons.with_context(loyalty_no_mail=True).points = 0  # a quotation that found it just now fails on it
            coupons.action_archive()
        entries = (
            self.env["loyalty.ledger.entry"]
            .sudo()
            .search([("origin_model", "=", self._name), ("origin_id", "in", self.ids), ("kind", "=", "redemption")])
        )
        left = entries._get_reversible_points()
        self.env["loyalty.card"].sudo()._post_reversals(
            [
                {
                    "entry": entry,
                    "points": left[entry],
                    "key": f"{self._name},{entry.origin_id},reversal",
                    "description": self.env._("Cancelled: %s", entry.description),
                }
                for entry in entries
                if exact(left[entry]) > ZERO
            ]
        )
        self._book_budget()
