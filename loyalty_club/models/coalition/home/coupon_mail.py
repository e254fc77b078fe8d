"""Members read in a mail that they got a coupon of a partner without asking for it."""

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ....engine.coalition import ISSUED

TEMPLATE = "loyalty_club.mail_template_coalition_coupon"
PAGE = "/my/club/partners"

_logger = logging.getLogger(__name__)


class LoyaltyCoalitionCoupon(models.Model):
    _inherit = "loyalty.coalition.coupon"

    mailed_at = fields.Datetime("Told by mail on", readonly=True, copy=False)

    @api.private
    def _mail_coupon(self):
        """Queue a mail about each of these coupons, once, in the language of its member. A fixed number of queries.

        It never stops the giving out: a template that does not work is a line in the log.

        :return: the coupons whose members are told
        """
        template = self.env.ref(TEMPLATE, raise_if_not_found=False)
        told = self.sudo()._filter_mailable() if template and not self.env.context.get("loyalty_no_mail") else None
        if not told:
            return self.browse()
        try:
            with self.env.cr.savepoint():
                template.sudo().send_mail_batch(told.ids)
                told.mailed_at = self.env.cr.now().replace(microsecond=0)
        except UserError as error:
            _logger.warning("Members were not told of their coupons: %s", error)
            return self.browse()
        return told

    def _filter_mailable(self):
        """Those of these coupons that can be used and were not told of, whose members want e-mails of the company."""
        fresh = self.filtered(lambda coupon: coupon.state == ISSUED and coupon.account_id and not coupon.mailed_at)
        reachable = fresh.filtered(lambda coupon: coupon.partner_id.active and coupon.partner_id.email_normalized)
        found = self.browse()
        for company, coupons in reachable.grouped("company_id").items():
            current = self.env["loyalty.consent"].sudo()._get_current(coupons.partner_id, company)
            agreed = {
                partner
                for (partner, channel), consent in current.items()
                if channel == "email" and consent.state == "given"
            }
            found |= coupons.filtered(lambda coupon, agreed=agreed: coupon.partner_id in agreed)
        return found.filtered(lambda coupon: not coupon.partner_id._is_club_channel_blocked("email"))

    def _get_mail_words(self):
        """What the mail says, in the language of this record's environment.

        :return: dict of texts: ``until`` is empty without a last day
        """
        self.ensure_one()
        return {
            "until": format_date(self.env, self.expires_on) if self.expires_on else "",
            "url": f"{self.get_base_url()}{PAGE}?account={self.account_id.id}",
        }
