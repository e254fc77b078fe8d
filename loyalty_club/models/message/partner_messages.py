"""Which messages a customer gets, and how the customer changes that."""

from odoo import api, models
from odoo.exceptions import UserError

ADDRESSES = {"email": "email", "sms": "phone", "call": "phone"}
"""The field of a partner that holds the address of a channel; a letter has no single one."""


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_club_messages(self, company):
        """The channels on which a company may write to this customer, for the customer.

        A channel without a box to tick (letters, telephone) is there once staff have noted a consent, to take it back.

        :return: list of dicts: ``channel``, ``label``, ``text`` (what the customer agrees to), ``is_on``,
            ``is_blocked`` (the customer unsubscribed from everything), ``at`` (moment of the last change, naive UTC, or
            False),
            ``source`` (where it was noted, in words), ``address`` (False: there is none yet), ``may_switch_on``
        """
        self.ensure_one()
        partner = self.sudo()
        Consent = self.env["loyalty.consent"].sudo()
        current = {channel: found for (_partner, channel), found in Consent._get_current(partner, company).items()}
        labels = dict(Consent._fields["channel"]._description_selection(self.env))
        sources = dict(Consent._fields["source"]._description_selection(self.env))
        messages = []
        for channel, label in labels.items():
            known, words = current.get(channel, Consent), Consent._get_text(channel, company)
            if not (known or words):
                continue
            address = partner[ADDRESSES[channel]] if channel in ADDRESSES else partner.contact_address_inline
            is_blocked = partner._is_club_channel_blocked(channel)
            messages.append(
                {
                    "channel": channel,
                    "label": label,
                    "text": (known.text if known.state == "given" else None) or words or known.text,
                    "is_on": known.state == "given" and bool(address) and not is_blocked,
                    "is_blocked": is_blocked,
                    "at": known.at,
                    "source": sources.get(known.source),
                    "address": address,
                    "may_switch_on": bool(words and address),
                }
            )
        return messages

    @api.private
    def _set_club_messages(self, channel, is_on, company, source="portal"):
        """The customer's own choice for a channel. Agreeing ends an earlier unsubscription from everything.

        :param str channel: see ``loyalty.consent.channel``
        :raise UserError: the customer cannot switch it on, or there is no such channel
        """
        self.ensure_one()
        partner = self.sudo()
        found = {message["channel"]: message for message in self._get_club_messages(company)}.get(channel)
        if found and found["is_on"] == is_on:
            return
        if not found or (is_on and not found["may_switch_on"]):
            raise UserError(self.env._("Nothing was changed. Choose among the messages on this page."))
        Consent = self.env["loyalty.consent"].sudo()
        if not is_on:
            Consent._withdraw(partner, [channel], source, company)
        else:
            if found["is_blocked"]:
                partner._unblock_club_channel(channel)
            Consent._give(partner, {channel: Consent._get_text(channel, company)}, source, company, again=True)

    def _is_club_channel_blocked(self, channel):
        """Whether the customer's address is on Odoo's list of those who want no mailings at all."""
        if channel == "email":
            return self.is_blacklisted
        return channel == "sms" and self.phone_sanitized_blacklisted

    def _unblock_club_channel(self, channel):
        message = self.env._("The customer agreed to messages again, in the customer account.")
        if channel == "email":
            self.env["mail.blacklist"].sudo()._remove(self.email_normalized, message=message)
        elif channel == "sms":
            self.env["phone.blacklist"].sudo()._remove([self.phone_sanitized], message=message)
        self.invalidate_recordset(["is_blacklisted", "phone_sanitized_blacklisted"])
