"""Coupons that a club gives: for points, on reaching a tier, as a welcome."""

from odoo import models


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _issue_coupons(self, partners, expires_on=None, description=None):
        """Give each partner one coupon of this coupon program; stock mails it where the program has a mail for that.

        :param partners: ``res.partner``
        :param date expires_on: last usable day of the coupons; None: for ever
        :param str description: why, for the history of the coupon
        :return: the coupons (``loyalty.card``, superuser mode), in the order of ``partners``
        """
        self.ensure_one()
        return (
            self.env["loyalty.card"]
            .sudo()
            .create(
                [
                    {
                        "program_id": self.id,
                        "partner_id": partner.id,
                        "points": min(self.reward_ids.mapped("required_points"), default=1),
                        "expiration_date": expires_on,
                    }
                    for partner in partners
                ]
            )
        )
