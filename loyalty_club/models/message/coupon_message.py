"""Coupons that a club gives are told by the gate; those that staff make, or that somebody buys, by stock."""

from datetime import timedelta

from odoo import models

SMS_TEMPLATE = "loyalty_club.sms_template_coupon"


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _tell_coupons(self, purpose, accounts=None):
        """Ask the gate for the mails that the programs of these coupons have for new ones. Superuser mode.

        :param str purpose: ``coupon`` for a present, which needs a consent; ``voucher``, ``membership`` or ``feedback``
            for what the member asked or paid for
        :param accounts: the member's account for each coupon, in their order (empty ones are allowed)
        """
        told = self.filtered("partner_id")
        if not told or self.env.context.get("loyalty_no_mail"):
            return
        mails = self.program_id.communication_plan_ids.filtered(lambda mail: mail.trigger == "create")
        if not mails:
            return
        accounts = dict(zip(self, accounts or [self.browse()] * len(self), strict=True))
        companies = self.union(*accounts.values())._get_message_companies("email")
        sms = self.env.ref(SMS_TEMPLATE, raise_if_not_found=False)
        self.env["loyalty.message"]._queue(
            [
                {
                    **coupon._prepare_coupon_message(mail, accounts[coupon], companies),
                    "purpose": purpose,
                    "sms_template_id": sms and sms.id,
                }
                for coupon in told
                for mail in mails
                if mail.program_id == coupon.program_id
            ]
        )

    def _prepare_coupon_message(self, mail, account, companies):
        """Values for ``loyalty.message._queue``.

        :param account: the member's account, may be empty
        :param dict companies: see ``_get_message_companies``
        """
        last_day, club = self.expiration_date, account.program_id
        return {
            "partner_id": self.partner_id.id,
            "account_id": account.id,
            "program_id": club.id,
            "company_id": companies.get(account.id) or companies[self.id],
            "channel": "email",
            "key": f"coupon,{mail.id},{self.id}",
            "mail_template_id": mail.mail_template_id.id,
            "res_model": self._name,
            "res_id": self.id,
            "valid_until": last_day and (club or self.program_id)._get_midnight(last_day + timedelta(days=1)),
        }


class LoyaltyMessage(models.Model):
    _inherit = "loyalty.message"

    def _find_moot(self):
        """Nobody is told of a coupon that was used or taken back while the message waited."""
        about = self.filtered(lambda message: message.key.startswith("coupon,"))
        coupons = self.env["loyalty.card"].sudo().browse(about.mapped("res_id")).exists()
        usable = set(coupons.filtered(lambda coupon: coupon.active and coupon.points > 0).ids)
        return super()._find_moot() | about.filtered(lambda message: message.res_id not in usable)
