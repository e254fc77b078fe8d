"""The hourly job of what clubs share with partners: last days, ends of contracts, warnings."""

import logging

from psycopg2 import errors

from odoo import api, models

_logger = logging.getLogger(__name__)

ROUNDS = 1000
TRIES = 5
MET_ANOTHER = (errors.SerializationFailure, errors.DeadlockDetected, errors.LockNotAvailable)


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
        for attempt in range(TRIES):
            try:
                expired = self.env["loyalty.coalition.coupon"]._expire(limit=self._coupon_chunk)
                self.env.flush_all()
                return len(expired)
            except MET_ANOTHER:
                if attempt == TRIES - 1:
                    raise
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                _logger.info("Coupons that expire met another transaction; the chunk is repeated.")
        return 0

    @api.private
    def _end_contracts(self):
        """Contracts whose last day is over end; their coupons stay valid until their own day."""
        running = self.sudo().search([("state", "in", ("active", "suspended")), ("date_to", "!=", False)])
        over = running.filtered(lambda coalition: coalition.date_to < coalition._get_today())
        for coalition in over:
            spoken = coalition.with_context(lang=coalition._get_responsible().lang)
            coalition._move_to("ended", spoken.env._("The last day of the contract is over."))
        return over
