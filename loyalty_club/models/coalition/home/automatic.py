"""Coupons of partners that members get without asking: on reaching a tier, and with an order.

A job compares: who should have one by now, less who has. Whatever triggers it only wakes it up, so no posting waits for
a partner's computer, and members who came while no code was left get theirs when there are codes again.
"""

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import ormcache

from ....engine.coalition import THEIRS
from ..exchange.coalition_partner_client import PartnerUnreachable

JOB = "loyalty_club.ir_cron_coalition_gifts"
CHUNK = 20
"""Small, because accounts are locked until it is committed; where each coupon is a call of the partner's computer, one
by one.
"""

_logger = logging.getLogger(__name__)


class LoyaltyCoalitionOffer(models.Model):
    _inherit = "loyalty.coalition.offer"

    automatic_since = fields.Datetime(
        readonly=True, copy=False, help="Members get it for what happened from this moment on."
    )

    @api.model_create_multi
    def create(self, vals_list):
        offers = super().create(vals_list)
        offers._begin_automatic()
        return offers

    def write(self, vals):
        before = {offer: (offer.how, offer.reached_tier_id, offer.active, offer.order_minimum) for offer in self}
        result = super().write(vals)
        if {"how", "reached_tier_id", "active", "order_minimum"} & set(vals):
            self.filtered(lambda offer: offer._is_wider_than(*before[offer]))._begin_automatic()
        return result

    def _is_wider_than(self, how, tier, active, minimum):
        """Whether it is for others than it was: those did not expect it before."""
        is_other = (self.how, self.reached_tier_id) != (how, tier) or (self.active and not active)
        return is_other or self.order_minimum < minimum

    def _begin_automatic(self):
        """From now on members get it; what was done before is not made up for."""
        automatic = self.sudo().filtered(lambda offer: offer.how != "chosen")
        automatic.automatic_since = self.env.cr.now().replace(microsecond=0)

    @api.model
    @ormcache()
    def _get_automatic_ways(self):
        """In which ways members get coupons without asking: remembered, because every order asks."""
        rows = self.sudo()._read_group([("direction", "=", THEIRS), ("how", "!=", "chosen")], ["how"])
        return frozenset(row[0] for row in rows)

    @api.model
    def _wake_up(self, how):
        """Have the job look soon; nothing where no offer is given out in this way."""
        job = how in self._get_automatic_ways() and self.env.ref(JOB, raise_if_not_found=False)
        if job:
            job.sudo()._trigger()

    @api.model
    def _cron_give_automatic(self):
        """Hourly and when woken up: what is due, in chunks that are committed."""
        offers = self.sudo().search([("direction", "=", THEIRS), ("how", "!=", "chosen")])
        for number, offer in enumerate(offers):
            if not self.env["ir.cron"]._commit_progress(offer._withdraw_undue(), remaining=len(offers) - number):
                return
            due = [] if offer._get_obstacle() else offer._get_due()
            size = 1 if offer.source == "remote" else CHUNK
            for start in range(0, len(due), size):
                chunk, left = due[start : start + size], len(due) - start - size
                given = offer._give_each(chunk)
                remaining = max(left, 0) + len(offers) - number - 1
                if not self.env["ir.cron"]._commit_progress(len(chunk), remaining=remaining):
                    return
                if given is None:
                    break

    def _give_each(self, due):
        """Give a coupon for each of these things, without points, and tell the members by mail. One that fails stops no
        other.

        :param due: list of (account id, what it is given for)
        :return: the coupons; None: no code is left, or the partner's computer gives no answer
        """
        self.ensure_one()
        coupons, is_left = self.env["loyalty.coalition.coupon"].sudo(), True
        for account_id, key in due:
            if not self._get_stocked():
                _logger.warning("No codes of “%s” (offer %s) are left to give out.", self.name, self.id)
                is_left = False
                break
            account = self.env["loyalty.card"].sudo().browse(account_id)
            try:
                with self.env.cr.savepoint():
                    coupons |= self._give(account, key=key, for_points=False)
            except PartnerUnreachable as error:
                _logger.warning("Offer %s waits for the next run: %s", self.id, error)
                is_left = False
                break
            except UserError as error:
                _logger.info("No coupon of offer %s for account %s: %s", self.id, account_id, error)
        coupons._mail_coupon()
        return coupons if is_left else None

    def _withdraw_undue(self):
        """Coupons that came with an order which was given back are cancelled unless they were used.

        :return: their number
        """
        self.ensure_one()
        undue = self._get_undue() if self.how == "order" else self.env["loyalty.coalition.coupon"].sudo()
        for coupon in undue:
            try:
                with self.env.cr.savepoint():
                    coupon._cancel()
                    # The order may grow again: it is due another code then. This one is known to the member.
                    coupon.given_for = f"{coupon.given_for},withdrawn,{coupon.id}"
            except UserError as error:  # it has just been used
                _logger.info("Coupon %s stays: %s", coupon.id, error)
        return len(undue)


class LoyaltyCoalitionPartner(models.Model):
    _inherit = "loyalty.coalition.partner"

    @api.private
    def _move_to(self, state, reason=None):
        """Nothing is made up for of the time in which the contract did not hold."""
        begun = self.filtered(lambda coalition: state == "active" and coalition.state != state)
        result = super()._move_to(state, reason)
        begun.sudo().offer_ids._begin_automatic()
        return result
