"""What a membership gives on certain days: welcome points, coupons, cash back.

Compared, not remembered: what should have been given by today, less what ``loyalty.membership.benefit`` holds.
"""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ....engine.membership_dates import DAY
from ....engine.membership_gifts import Bought, Pause
from ....engine.membership_states import ENDED, SUSPENDED
from ...repeating import repeat

CHUNK = 500
PAYING = ("bought", "renewal")

_logger = logging.getLogger(__name__)


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    gift_on = fields.Date(readonly=True, copy=False, help="The day on which a coupon or cash back is due next.")

    _gift_idx = models.Index("(gift_on) WHERE gift_on IS NOT NULL")

    def _sync_benefits(self):
        super()._sync_benefits()
        self._sync_gifts()

    @api.private
    def _sync_gifts(self):
        """Give what is due by today, take back what its period no longer pays for, and note when to look again.
        Idempotent; to be called with the memberships locked (superuser mode).
        """
        given = self.filtered(lambda membership: membership._gives_gifts() or membership.benefit_ids)
        given._sync_welcome_points()
        given._sync_coupons()
        given._sync_cash_back()
        for membership in self:
            day = membership._get_next_gift_day() if membership in given else None
            if membership.gift_on != (day or False):
                membership.gift_on = day

    def _gives_gifts(self):
        plans = self._get_plans()
        return any(plan.welcome_points or plan.coupon_program_id or plan.cashback_percent for plan in plans)

    def _get_next_gift_day(self):
        """The next day after today with something to give; None: none."""
        if self.state == SUSPENDED:
            return None
        days = [self._get_next_coupon_day(), self._get_next_cash_back_day()]
        later = [day for day in days if day]
        if not self._may_receive() and (self.state != ENDED or later):
            later.append(self._get_today() + DAY)
        return max(min(later), self._get_today() + DAY) if later else None

    # --- what gifts are asked by ---

    def _get_paying_terms(self, plan=None):
        """Bought and renewed periods that were paid once, refunded ones too, in the order of their days.

        :param plan: only those of this plan; the membership may have been changed from another one
        """
        return self.term_ids.filtered(
            lambda term: term.kind in PAYING and term.state in ("paid", "refunded") and plan in (None, term._get_plan())
        ).sorted(lambda term: (term.date_from, term.id))

    def _get_plans(self):
        """The plan of the membership, and those that it was of before."""
        return self.plan_id.union(*(term._get_plan() for term in self._get_paying_terms()))

    def _get_account_of(self, plan):
        """The account that a plan of this membership posts on; another plan may be of another club."""
        if plan.program_id == self.card_id.program_id:
            return self.card_id._get_survivor()
        return plan.program_id.sudo()._get_account(self.partner_id)._get_survivor()

    def _get_bought(self):
        """Periods of the present plan as values of the engine."""
        return [
            Bought(term.id, term.date_from, term.date_to, term.state == "paid")
            for term in self._get_paying_terms(self.plan_id)
        ]

    def _get_pauses(self):
        """Days on which the membership was suspended, as values of the engine; read from its history."""
        pauses, begun = [], None
        for event in self.event_ids.sorted("id"):
            if event.kind != "state" or event.state_before == event.state_after:
                continue
            if event.state_after == SUSPENDED:
                begun = event.on_date
            elif event.state_before == SUSPENDED and begun:
                pauses.append(Pause(begun, event.on_date))
                begun = None
        if begun:
            pauses.append(Pause(begun))
        return pauses

    def _get_last_gift_day(self, plan=None):
        """The last day with gifts: of what is paid, or the day on which it ended; of a plan that the membership was
        changed from, the last day of that one.
        """
        if plan and plan != self.plan_id:
            paid = self._get_paying_terms(plan).filtered(lambda term: term.state == "paid")
            return max(paid.mapped("date_to"), default=self.started_on - DAY)
        last = self.paid_until or self.started_on - DAY
        if self.state == ENDED and self.ended_on:
            last = min(last, self.ended_on)
        return last

    def _may_receive(self, plan=None):
        """Whether something can be given now: not to accounts that rest, nor in a club that is closed."""
        account = self._get_account_of(plan or self.plan_id)
        return bool(account.active and account._may_earn())

    # --- the job ---

    @api.model
    def _cron_give_gifts(self):
        """Hourly, because a day begins at another hour in each club: what is due, in chunks that are committed."""
        horizon = (self.env.cr.now() + timedelta(hours=14)).date()
        last_id = 0
        while True:
            chunk = self.sudo().search([("gift_on", "<=", horizon), ("id", ">", last_id)], order="id", limit=CHUNK)
            if not chunk:
                return
            last_id = chunk[-1].id
            self._give_chunk(chunk.filtered(lambda membership: membership.gift_on <= membership._get_today()))
            left = self.sudo().search_count([("gift_on", "<=", horizon), ("id", ">", last_id)])
            if not self.env["ir.cron"]._commit_progress(len(chunk), remaining=left):
                return

    @api.model
    def _give_chunk(self, memberships):
        """Give what is due to these memberships; what met another transaction is repeated."""
        repeat(self.env, lambda: self._give_due(memberships), "gifts of memberships")

    @api.model
    def _give_due(self, memberships):
        """All at once; where one of them cannot be given something, one by one, so that the others do not wait."""
        try:
            with self.env.cr.savepoint():
                memberships._lock()._sync_gifts()
            return
        except UserError:
            if len(memberships) == 1:
                raise
        for membership in memberships:
            try:
                with self.env.cr.savepoint():
                    membership._lock()._sync_gifts()
            except UserError as error:
                _logger.warning("Gifts of %s could not be given: %s", membership.display_name, error)
                membership.gift_on = membership._get_today() + DAY


class LoyaltyMembershipTerm(models.Model):
    _inherit = "loyalty.membership.term"

    def _get_plan(self):
        """The plan that the period was bought of."""
        return self.period_id.plan_id or self.plan_id

    def write(self, vals):
        """What a period gave goes with it, when it is refunded or turns out to be unpaid."""
        result = super().write(vals)
        if vals.get("state") in ("open", "refunded", "void"):
            given = self.sudo().membership_id.filtered("benefit_ids")
            if given:
                given._lock()._sync_gifts()
        return result
