"""Codes of a partner without a computer that were cancelled here: the partner has to be told, or they work there."""

from datetime import timedelta

from odoo import api, fields, models

from ....engine.coalition import CANCELLED, THEIRS


class LoyaltyCoalitionCoupon(models.Model):
    _inherit = "loyalty.coalition.coupon"

    cancelled_at = fields.Datetime("Cancelled on", readonly=True, copy=False)
    told_on = fields.Date(
        "Partner told on", readonly=True, copy=False, help="Of cancelled codes: the day on which the partner was told."
    )

    @api.private
    def _move_to(self, state, values=None, event=None):
        if state == CANCELLED:
            values = {**(values or {}), "cancelled_at": self.env.cr.now().replace(microsecond=0)}
        moved = super()._move_to(state, values, event)
        if state == CANCELLED:
            for coalition, coupons in (
                moved.filtered(lambda coupon: coupon._is_told("cancelled")).grouped("coalition_id").items()
            ):
                coupons.told_on = coalition._get_today()  # by a webhook
        return moved

    def _get_cancelled_day(self):
        """The club's day on which it was cancelled, or False."""
        self.ensure_one()
        return self.cancelled_at and self.coalition_id.program_id._get_local_day(self.cancelled_at)


class LoyaltyCoalitionPartner(models.Model):
    _inherit = "loyalty.coalition.partner"

    untold_count = fields.Integer(
        "Cancelled codes to tell", compute="_compute_untold_count", help="Of which the partner does not know yet."
    )

    def _compute_untold_count(self):
        domain = [("coalition_id", "in", self.ids), *self._get_to_tell(), ("told_on", "=", False)]
        counts = dict(self.env["loyalty.coalition.coupon"]._read_group(domain, ["coalition_id"], ["__count"]))
        for coalition in self:
            coalition.untold_count = counts.get(coalition._origin, 0)

    @api.model
    def _get_to_tell(self):
        """Domain of cancelled codes that nobody else tells partners of: theirs, from files, cancelled by us."""
        return [
            ("state", "=", CANCELLED),
            ("direction", "=", THEIRS),
            ("offer_id.source", "=", "pool"),
            ("is_cancelled_there", "=", False),
        ]

    def _get_cancelled_domain(self, date_from=None, date_to=None):
        """Domain of this partner's codes that were cancelled within these days (of the club), both included."""
        domain, club = [("coalition_id", "=", self.id), *self._get_to_tell()], self.program_id
        if date_from:
            domain.append(("cancelled_at", ">=", club._get_midnight(date_from)))
        if date_to:
            domain.append(("cancelled_at", "<", club._get_midnight(date_to + timedelta(days=1))))
        return domain

    def action_tell_cancelled(self):
        """Ask which of the cancelled codes the partner gets as a file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cancelled codes"),
            "res_model": "loyalty.coalition.cancelled",
            "view_mode": "form",
            "target": "new",
            "context": {"default_coalition_id": self.id},
        }


class LoyaltyCoalitionSettlement(models.Model):
    _inherit = "loyalty.coalition.settlement"

    def _get_cancelled_codes(self):
        """For the statement: codes of the partner that were cancelled in its days, the first ones first."""
        self.ensure_one()
        domain = self.coalition_id._get_cancelled_domain(self.date_from, self.date_to)
        return self.env["loyalty.coalition.coupon"].search(domain, order="cancelled_at, id")
