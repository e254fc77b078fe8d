"""Coupons that a club gives: for points, on reaching a tier, as a welcome."""

import logging

from odoo import models
from odoo.tools.misc import clean_context

_logger = logging.getLogger(__name__)


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _issue_coupons(self, partners, expires_on=None, description=None, purpose="coupon", accounts=None):
        """Give each partner one coupon of this coupon program; the gate of messages tells it where the program has a
        mail for that.

        A program that is archived, or has no coupons, gives none: whatever wants to give them (an order that reaches a
        tier, a birthday) is not stopped by that, but the log says so.

        :param partners: ``res.partner``, or a list of them: an empty one gets a coupon that is nobody's
        :param date expires_on: last usable day of the coupons; None: for ever
        :param str description: why, for the history of the coupon
        :param str purpose: of the message, see ``loyalty.card._tell_coupons``; None: it is told otherwise
        :param accounts: the members' accounts, in the order of ``partners``
        :return: the coupons (``loyalty.card``, superuser mode), in the order of ``partners``
        """
        self.ensure_one()
        env = self.env(su=True, context=clean_context(self.env.context))  # a remote caller chooses no code
        Card = env["loyalty.card"]
        if not self.sudo().active or self.sudo().program_type != "coupons":
            _logger.warning("No coupons of program %s: it is archived or has none.", self.id)
            return Card
        points = min(self.sudo().reward_ids.mapped("required_points"), default=1)
        coupons = Card.with_context(loyalty_no_mail=True).create(
            [
                {
                    "program_id": self.id,
                    "partner_id": partner.id,
                    "points": points,
                    "expiration_date": expires_on,
                }
                for partner in partners
            ]
        )
        env["loyalty.history"].create(
            [
                {"card_id": coupon.id, "issued": points, "description": description or self.env._("Gift of the club")}
                for coupon in coupons
            ]
        )
        coupons = coupons.with_env(env)
        if purpose:
            coupons._tell_coupons(purpose, accounts)
        return coupons
