"""What a membership was worth to its customer, and whether it was used."""

from odoo import api, models

ORDERS = ("price", "shipping", "points")


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    @api.private
    def _get_savings(self, since=None):
        """What the membership saved its customer, against what it cost; company currency, after refunds.

        :param date since: only from this day on; None: from the beginning
        :return: {"total": float, "kinds": {kind of benefit: float}, "fees": float}
        """
        self.ensure_one()
        days = [("on_date", ">=", since)] if since else []
        rows = (
            self.env["loyalty.membership.benefit"]
            .sudo()
            ._read_group([("membership_id", "=", self.id), *days], ["kind"], ["amount:sum"])
        )
        kinds = {kind: amount for kind, amount in rows if amount}
        terms = self.sudo().term_ids.filtered(
            lambda term: term.state in ("paid", "refunded") and (not since or term.date_from >= since)
        )
        return {
            "total": sum(kinds.values()),
            "kinds": kinds,
            "fees": sum(term.amount - term.refunded_amount for term in terms),
        }

    @api.private
    def _has_used_benefits(self, term):
        """Whether the customer had anything of a paid period: something saved on an order, a coupon or welcome points
        used, cash back paid. What was refunded since then does not count.

        :param term: ``loyalty.membership.term``
        """
        self.ensure_one()
        rows = self.sudo().benefit_ids.filtered(
            lambda row: row.term_id == term or (term.date_from <= row.on_date <= term.date_to)
        )
        if any(row._is_used() for row in rows if row.kind in (*ORDERS, "coupon", "cashback")):
            return True
        plan = term._get_plan()
        if term != self.sudo()._get_paying_terms(plan)[:1]:
            return False
        welcome = self.sudo().benefit_ids.filtered(lambda row: row.kind == "welcome" and row.plan_id == plan)
        return any(row._is_used() for row in welcome)


class LoyaltyMembershipBenefit(models.Model):
    _inherit = "loyalty.membership.benefit"

    def _is_used(self):
        """Whether the customer had it already. A coupon that was used before its own period was refunded is had."""
        self.ensure_one()
        if self.counted_ids:
            return any(row._is_used() for row in self.counted_ids)
        if self.kind == "coupon" and self.coupon_id:
            coupon = self.coupon_id
            return bool(coupon.use_count) or coupon.points <= 0
        if self.kind == "welcome":
            return bool(self.points) and self.entry_id.remaining < self.entry_id.points
        return self.amount > 0 or self.points > 0
