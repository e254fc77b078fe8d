"""Joining a club at home, and coming back to one."""

from odoo import models
from odoo.exceptions import UserError


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _is_running(self):
        """Whether the club is in use today: not archived, begun and not over. One that closes still runs."""
        self.ensure_one()
        today = self._get_local_day(self.env.cr.now())
        begun = not self.date_from or self.date_from <= today
        return bool(self.active and begun and (not self.date_to or today <= self.date_to))

    def _join_from_home(self, partner, channels=(), source="website"):
        """Make a customer a member by the customer's own wish; doing it again changes nothing. Who left comes back to
        the same account, with the points that are left on it.

        :param partner: who joins; where contacts share an account, that of the company is joined
        :param channels: of the messages that the customer agreed to: ``email``, ``sms``; or {channel: the words that
            the customer saw}
        :param str source: where, as ``loyalty.consent`` knows it
        :return: the account (superuser mode)
        :raise UserError: nobody can join at present, or this customer cannot; the sentence says why
        """
        self.ensure_one()
        club, partner = self.sudo(), partner.sudo()
        account = club._get_account(partner)
        problem = club._get_joining_problem(partner, account)
        if problem:
            raise UserError(problem)
        account = club._join(partner)
        account._return_to_club()
        Consent = self.env["loyalty.consent"].sudo()
        company = club._get_consent_company()
        words = channels if isinstance(channels, dict) else dict.fromkeys(channels, "")
        given = {channel: text for channel, text in words.items() if Consent._get_text(channel, company)}
        if given:  # of two windows that agree at once, the second starts over and finds it given
            account._touch(account.ids)
        Consent._give(partner, given, source, company)
        return account

    def _get_joining_problem(self, partner, account):
        """Why ``partner`` cannot join or come back at home, as a sentence; False: nothing stands in the way.

        :param account: the partner's in this club; may be empty
        """
        self.ensure_one()
        if not partner or partner.is_public:
            return self.env._("Sign up or log in to join “%s”.", self.name)
        strange = self.company_id and partner.company_id and partner.company_id != self.company_id
        if not self._is_running() or strange:
            return self.env._("“%s” cannot be joined at present.", self.name)
        if not self._is_earning():
            return self.env._("“%s” is closing and takes no new members.", self.name)
        if account.membership_state == "suspended":
            return self.env._("Your membership of “%s” rests at present. Ask us how to go on.", self.name)
        return False

    def _get_standing(self, partner):
        """What a visitor is to this club.

        :return: (``guest``, ``customer``, ``member``, ``left``, ``suspended``; the account, which may be empty)
        """
        self.ensure_one()
        if not partner or partner.sudo().is_public:
            return "guest", self.env["loyalty.card"].sudo()
        account = self._get_account(partner)
        if account.membership_state in ("left", "suspended"):
            return account.membership_state, account
        return ("member" if account.joined_on else "customer"), account

    def _get_consent_company(self):
        """Who may send messages to those who join."""
        website = self.env["website"].get_current_website()
        return self.company_id or website.company_id or self.env.company

    def _get_consent_boxes(self, partner=None):
        """The boxes beside the button.

        :param partner: what this customer agreed to already is not asked again
        :return: list of (channel, words)
        """
        self.ensure_one()
        company = self._get_consent_company()
        Consent = self.env["loyalty.consent"].sudo()
        known = Consent._get_current(partner.sudo(), company) if partner else {}
        given = {channel for (_partner, channel), consent in known.items() if consent.state == "given"}
        boxes = [(channel, Consent._get_text(channel, company)) for channel in ("email", "sms")]
        return [(channel, words) for channel, words in boxes if words and channel not in given]

    def _register_invitation(self, partner, code):
        """Note that a new member came with the code of a friend; whatever is wrong with it is kept there.

        :return: the ``loyalty.referral``, or False
        """
        return bool(code) and self.env["loyalty.referral"].sudo()._register_code(partner.sudo(), code, "signup")
