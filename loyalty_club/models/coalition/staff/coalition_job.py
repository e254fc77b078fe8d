"""The hourly job of what clubs share with partners: last days, ends of contracts, warnings."""

from odoo import api, models

from ...repeating import repeat

ROUNDS = 1000


class LoyaltyCoalitionPartner(models.Model):
    _inherit = "loyalty.coalition.partner"

    _coupon_chunk = 1000
    """How many coupons expire in one transaction."""

    @api.model
    def _cron_watch_coalitions(self):
        """Hourly, because a day begins at another hour in each club's time zone. With nothing due: some queries."""
        self._end_contracts()
        progress = self.env["ir.cron"]._commit_progress
        progress(1)
        for _round in range(ROUNDS):
            expired = self._expire_chunk()
            if expired < self._coupon_chunk:
                break
            if not progress(expired, remaining=1):
                return
        self._warn()
        self.env["loyalty.coalition.offer"]._warn()
        progress(1, remaining=0)

    def _expire_chunk(self):
        """How many coupons expired; repeated where somebody was using one of them at the same moment."""
        Coupon = self.env["loyalty.coalition.coupon"]
        return len(repeat(self.env, lambda: Coupon._expire(limit=self._coupon_chunk), "coupons that expire"))

    @api.private
    def _end_contracts(self):
        """Contracts whose last day is over end; their coupons stay valid until their own day."""
        running = self.sudo().search([("state", "in", ("active", "suspended")), ("date_to", "!=", False)])
        over = running.filtered(lambda coalition: coalition.date_to < coalition._get_today())
        for coalition in over:
            spoken = coalition.with_context(lang=coalition._get_responsible().lang)
            coalition._move_to("ended", spoken.env._("The last day of the contract is over."))
        return over
