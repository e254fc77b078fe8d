"""Members read in a mail that they got a coupon of a partner without asking for it. The gate of messages decides."""

from datetime import timedelta

from odoo import api, models
from odoo.tools import format_date

from ....engine.coalition import ISSUED

TEMPLATE = "loyalty_club.mail_template_coalition_coupon"
PAGE = "/my/club/partners"


class LoyaltyCoalitionCoupon(models.Model):
    _inherit = "loyalty.coalition.coupon"

    @api.private
    def _mail_coupon(self):
        """Ask for a mail about each of these coupons, once for ever. A fixed number of queries.

        :return: the messages (superuser mode); none where the template was deleted
        """
        template = self.env.ref(TEMPLATE, raise_if_not_found=False)
        Message = self.env["loyalty.message"].sudo()
        if not template or self.env.context.get("loyalty_no_mail"):
            return Message
        coupons = self.sudo().filtered(lambda coupon: coupon.state == ISSUED and coupon.partner_id)
        return Message._queue([{**coupon._prepare_message(), "mail_template_id": template.id} for coupon in coupons])

    def _prepare_message(self):
        club, last_day = self.offer_id.club_id, self.expires_on
        return {
            "partner_id": self.partner_id.id,
            "account_id": self.account_id.id,
            "program_id": club.id,
            "company_id": self.company_id.id,
            "purpose": "coupon",
            "channel": "email",
            "key": f"{self._name},{self.id}",
            "res_model": self._name,
            "res_id": self.id,
            "valid_until": last_day and club._get_midnight(last_day + timedelta(days=1)),
        }

    def _get_mail_words(self):
        """What the mail says, in the language of this record's environment.

        :return: dict of texts: ``until`` is empty without a last day
        """
        self.ensure_one()
        return {
            "until": format_date(self.env, self.expires_on) if self.expires_on else "",
            "url": f"{self.get_base_url()}{PAGE}?account={self.account_id.id}",
        }


class LoyaltyMessage(models.Model):
    _inherit = "loyalty.message"

    def _get_subjects(self):
        """Nobody is told of a coupon that was cancelled or used while the message waited."""
        subjects, name = super()._get_subjects(), "loyalty.coalition.coupon"
        if name in subjects:
            usable = [("id", "in", list(subjects[name])), ("state", "=", ISSUED)]
            subjects[name] = set(self.env[name].sudo().search(usable).ids)
        return subjects
