"""Coupons that were used before their period was refunded count as the next ones of the same customer."""

from datetime import timedelta

from odoo import api, fields, models

from ....engine.membership_dates import period_start


class LoyaltyMembershipBenefit(models.Model):
    _inherit = "loyalty.membership.benefit"

    counts_as_id = fields.Many2one(
        "loyalty.membership.benefit",
        "Counts as",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="The coupon was used, and its period was refunded: it is the coupon of this later period instead.",
    )
    counted_ids = fields.One2many("loyalty.membership.benefit", "counts_as_id", "Used before")

    def _is_paid_for(self):
        """Whether the period of a coupon is paid: its own, or the later one that it counts for."""
        self.ensure_one()
        later = self.counts_as_id
        return self.term_id.state == "paid" or bool(later and later._is_paid_for())

    def _drop_counted(self):
        """Own periods of used coupons are paid again: what they stood for is due after all.

        The row that the coupon counted as goes (with those that it counts as itself), and the job gives that coupon.
        """
        rows, later = self.browse(), self.filtered(lambda row: row.term_id.state == "paid").counts_as_id
        while later - rows:
            rows |= later
            later = later.counts_as_id
        for membership in rows.membership_id:
            membership.gift_on = membership._get_today()
        rows.unlink()

    def _counts_against(self, coupon):
        """Whether a used coupon stands for this one, which is due: the money of its period was given back; or a part,
        and the days that it was for are not over.

        :param coupon: ``engine.membership_gifts.Coupon``
        """
        self.ensure_one()
        term = self.term_id
        if term.state != "paid":
            return True
        if not term.refunded_amount or term.id == coupon.ref:
            return False
        if self.plan_id.coupon_every == "month":
            after = period_start(self.on_date, 1, 1, "month")
        else:
            after = term.period_id._get_days(self.on_date, 0)[1] + timedelta(days=1)
        return coupon.day < after


class LoyaltyMembershipPlan(models.Model):
    _inherit = "loyalty.membership.plan"

    def _count_used_coupons(self, due):
        """Of coupons that are due, those that the customers did not use before, in a period that was refunded. What
        was used is noted as the coupon of the later period: who buys, uses, gives back and buys again has one coupon.

        A fixed number of queries, whatever the number of coupons.

        :param due: [(membership, ``engine.membership_gifts.Coupon``)]
        :return: those that have to be given
        """
        used = self._find_used_coupons([membership for membership, _coupon in due])
        left, counted, taken = [], [], used.browse()
        for membership, coupon in due:
            free = (used - taken).filtered(
                lambda row, membership=membership, coupon=coupon: (
                    row.membership_id._is_same_customer(membership) and row._counts_against(coupon)
                )
            )
            if free:
                taken |= free[0]
                counted.append((membership, coupon))
            else:
                left.append((membership, coupon))
        rows = used.create([self._prepare_coupon_row(membership, coupon) for membership, coupon in counted])
        for before, row in zip(taken, rows, strict=True):
            before.counts_as_id = row
        return left

    @api.model
    def _find_used_coupons(self, memberships):
        """Used coupons of the plan that these customers had for periods whose money they got back, or a part of it;
        those that count as later ones already are left out (superuser mode).
        """
        Benefit = self.env["loyalty.membership.benefit"].sudo()
        concerned = self.env["loyalty.membership"].sudo().union(*memberships)
        rows = Benefit.search(
            [
                ("kind", "=", "coupon"),
                ("plan_id", "=", self.id),
                ("counts_as_id", "=", False),
                ("origin_model", "=", False),
                "|",
                ("term_id.state", "!=", "paid"),
                ("term_id.refunded_amount", ">", 0),
                "|",
                "|",
                ("membership_id.card_id", "in", concerned.card_id._get_survivor()._get_family().ids),
                ("partner_id", "in", concerned.partner_id.ids),
                ("partner_id", "any", concerned._get_likeness(concerned)),
            ],
            order="on_date, id",
        )
        return rows.filtered(lambda row: row._is_used())


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    def _is_same_customer(self, other):
        """Whether two memberships are of one person: the account, the contact, its e-mail address or its number."""
        if self.card_id._get_survivor() == other.card_id._get_survivor() or self.partner_id == other.partner_id:
            return True
        return bool(set(self.partner_id._get_marks()) & set(other.partner_id._get_marks()))
