"""Coupons of a plan: one for each paid period, or one a month."""

from collections import defaultdict
from datetime import timedelta

from odoo import api, models

from ....engine.membership_gifts import coupons


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    def _sync_coupons(self):
        """Give coupons that are due by today; end unused ones of refunded periods, and bring them back."""
        self._follow_refunds_of_coupons()
        batches = defaultdict(list)
        for membership in self.filtered(lambda membership: membership.plan_id.coupon_program_id.active):
            if membership.state == "suspended" or not membership._may_receive():
                continue
            today = membership._get_today()
            known = set(membership.benefit_ids.mapped("key"))
            batches[membership.plan_id] += [
                (membership, coupon)
                for coupon in membership._get_coupons()
                if coupon.day <= today and coupon.key not in known
            ]
        for plan, due in batches.items():
            plan._give_coupons(due)

    def _get_coupons(self):
        """All coupons of the membership, those to come included, as values of the engine."""
        plan = self.plan_id
        if not plan.coupon_program_id:
            return []
        return coupons(
            self._get_bought(),
            plan.coupon_every,
            self._get_last_gift_day(),
            since=plan.coupon_since or None,
            pauses=self._get_pauses(),
            given=self._get_days_of_monthly_coupons(),
        )

    def _get_days_of_monthly_coupons(self):
        rows = self.benefit_ids.filtered(lambda row: row.kind == "coupon" and row.plan_id == self.plan_id)
        return [row.on_date for row in rows if row.key == f"coupon,{row.on_date.isoformat()}"]

    def _get_next_coupon_day(self):
        """The next day with a coupon, those included that could not be given yet; None: none is to come."""
        known = set(self.benefit_ids.mapped("key"))
        return min((coupon.day for coupon in self._get_coupons() if coupon.key not in known), default=None)

    def _follow_refunds_of_coupons(self):
        self.benefit_ids.filtered("counts_as_id")._drop_counted()
        rows = self.benefit_ids.filtered(lambda row: row.kind == "coupon" and row.coupon_id and row.term_id)
        gone = rows.filtered(lambda row: not row._is_paid_for()).coupon_id
        unused = gone.filtered(lambda coupon: coupon.active and coupon.points > 0)
        if unused:
            unused.write({"active": False, "is_taken_back": True})
        back = rows.filtered(lambda row: row._is_paid_for()).coupon_id.filtered("is_taken_back")
        if back:
            back.write({"active": True, "is_taken_back": False})


class LoyaltyMembershipPlan(models.Model):
    _inherit = "loyalty.membership.plan"

    def _give_coupons(self, due):
        """Issue these coupons at once and note them.

        :param due: [(membership, ``engine.membership_gifts.Coupon``)]
        """
        due = self._count_used_coupons(due) if due else due
        if not due:
            return
        today = self.program_id._get_local_day(self.env.cr.now())
        issued = self.coupon_program_id._issue_coupons(
            [membership.partner_id for membership, _coupon in due],
            expires_on=today + timedelta(days=self.coupon_days) if self.coupon_days else None,
            description=self.name,
            purpose="membership",
            accounts=[membership.card_id.sudo() for membership, _coupon in due],
        )
        cards = zip(due, issued, strict=bool(issued))
        self.env["loyalty.membership.benefit"].sudo().create(
            [
                {**self._prepare_coupon_row(membership, coupon), "coupon_id": card.id}
                for (membership, coupon), card in cards
            ]
        )

    @api.model
    def _prepare_coupon_row(self, membership, coupon):
        """Values of the benefit that notes a coupon (``engine.membership_gifts.Coupon``)."""
        return {
            "membership_id": membership.id,
            "kind": "coupon",
            "key": coupon.key,
            "on_date": coupon.day,
            "term_id": coupon.ref,
        }
