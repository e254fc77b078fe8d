"""From the member's page to a customer account of one's own: sign-up of the very partner who is the member."""

import logging

from werkzeug.urls import url_encode

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.base.models.ir_mail_server import MailDeliveryException
from odoo.addons.iap.tools.iap_tools import InsufficientCreditError

from ...engine.phones import compact, latin

_logger = logging.getLogger(__name__)

SIGN_UP_HOURS = 1
"""So long the address lives to which a right code leads."""


class SmsRefused(Exception):
    """The provider did not take a text message."""


NOT_SENT = (UserError, MailDeliveryException, InsufficientCreditError, SmsRefused, OSError)


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _get_sign_up_state(self):
        """What somebody who has the member's link can do to make it a customer account.

        :return: ``open`` (prove who you are by a code), ``user`` (there is one already: log in), ``ask`` (only staff
            may invite: nobody, somebody archived, a company, or a contact of one, who would see all of its orders),
            ``unreachable`` (neither e-mail nor telephone number)
        """
        self.ensure_one()
        partner = self.sudo().partner_id
        users = partner.with_context(active_test=False).user_ids
        if any(user.active for user in users):
            return "user"
        is_private = not partner.is_company and partner.commercial_partner_id == partner
        if not partner.active or users or not is_private:
            return "ask"
        return "open" if self._get_code_channels() else "unreachable"

    def _get_code_addresses(self):
        """{channel: the address that a code goes to} of the channels by which the member can be reached."""
        self.ensure_one()
        partner = self.sudo().partner_id
        country = partner.country_id or (self.company_id or self.env.company).country_id
        phone = partner.phone and partner._phone_format(number=latin(partner.phone), country=country)
        addresses = {"email": partner.email_normalized, "sms": compact(phone or "")}
        return {channel: address for channel, address in addresses.items() if address}

    def _get_code_channels(self):
        """{channel: the address as the page shows it}: enough to recognize one's own, too little to learn another's."""
        return {channel: _mask(address) for channel, address in self._get_code_addresses().items()}

    def _send_account_code(self, channel):
        """Send the member a code (see ``loyalty.account.code``) in the member's language.

        :raise UserError: it could not be sent; there is no code then
        """
        self.ensure_one()
        card = self.sudo().with_context(lang=self.sudo().partner_id.lang or self.env.lang)
        address = card._get_code_addresses().get(channel)
        if not address:
            raise UserError(self.env._("No message can be sent this way. Choose another one, or ask the shop."))
        try:
            with self.env.cr.savepoint():
                code = card.env["loyalty.account.code"]._make(card, channel)
                if code:
                    send = card._send_code_by_email if channel == "email" else card._send_code_by_sms
                    send(address, code)
        except NOT_SENT as error:
            _logger.warning("A code for account %s could not be sent by %s: %s", self.id, channel, error)
            raise UserError(
                self.env._("The message could not be sent. Try the other way or later, or ask the staff of the shop.")
            ) from error

    def _send_code_by_email(self, address, code):
        template = self.env.ref("loyalty_club.mail_template_account_code")
        values = {"email_to": address, "email_cc": False, "recipient_ids": [], "auto_delete": True}
        template.with_context(account_code=code).send_mail(
            self.id, force_send=True, raise_exception=True, email_values=values
        )

    def _send_code_by_sms(self, address, code):
        body = self.env._(
            "%(code)s is your code for “%(club)s”. It is valid for 15 minutes. Do not tell it to anybody.",
            code=code,
            club=self.program_id.name,
        )
        sms = self.env["sms.sms"].create({"number": address, "body": body})
        sms.send(unlink_sent=False, raise_exception=True)
        if sms.state == "error":
            raise SmsRefused(sms.failure_type)
        sms.unlink()  # the code is in it

    def _get_sign_up_url(self):
        """Where the member chooses a password; whoever has this address for an hour is taken for the member."""
        self.ensure_one()
        partner = self.sudo().partner_id
        partner.signup_prepare()
        token = partner._generate_signup_token(expiration=SIGN_UP_HOURS)
        return f"/web/signup?{url_encode({'token': token, 'redirect': '/my/club'})}"

    def _find_other_login(self):
        """Whether another customer's account has the member's e-mail address as its login."""
        self.ensure_one()
        partner = self.sudo().partner_id
        Users = self.env["res.users"].sudo().with_context(active_test=False)
        logins = {login for login in (partner.email_normalized, partner.email) if login}
        domain = [("login", "in", list(logins)), ("partner_id", "!=", partner.id)]
        return bool(logins and Users.search_count(domain, limit=1))


def _mask(address):
    """``m•••@e•••.com`` for an e-mail address, the last two digits of a telephone number."""
    name, at, domain = address.partition("@")
    if not at:
        return f"•••{address[-2:]}"
    host, dot, ending = domain.rpartition(".")
    return f"{name[:1]}•••@{(host or ending)[:1]}•••{dot}{ending if dot else ''}"
