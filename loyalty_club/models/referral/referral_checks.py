"""Whether an invitation counts: the values that ``engine.referral`` judges."""

from datetime import datetime, time

from odoo import models
from odoo.fields import Domain

from ...engine.periods import period_start
from ...engine.referral import Invitation, address_key, judge, judge_likenesses, person

PAID = ("paid", "done", "invoiced")


class LoyaltyReferral(models.Model):
    _inherit = "loyalty.referral"

    def _judge(self, card, partner, order=None, invited_at=None):
        """What the engine says of ``partner`` being invited by ``card``.

        :param order: the document that brought the code, which is no earlier purchase
        :param datetime invited_at: the moment the code was given, by default now
        :return: ``Verdict``
        """
        program, at = card.program_id, invited_at or self._now()
        invitation = Invitation(
            referrer=self._get_person(program, card.partner_id),
            friend=self._get_person(program, partner),
            is_referrer_active=card._may_refer(),
            purchase=self._find_earlier_purchase(program, partner, order),
            month_count=self._count_in_month(card, partner, at),
        )
        return judge(invitation, program._get_referral_policy())

    def _look_again(self):
        """Who signs up tells a name and an e-mail address: telephone number and address are known with the first
        purchase. As long as none counted, what people have in common is looked at again; not what staff accepted.

        :return: those of these invitations that go on
        """
        for referral in self:
            if referral.decided_by or referral.is_waiting or not referral.partner_id or referral.order_id:
                continue
            program = referral.program_id
            people = [self._get_person(program, one) for one in (referral.card_id.partner_id, referral.partner_id)]
            verdict = judge_likenesses(*people, program._get_referral_policy())
            if verdict.reason:
                referral._refuse(verdict.reason)
            elif verdict.suspicions:
                referral.write({"is_waiting": True, "suspicions": ",".join(verdict.suspicions)})
        return self.filtered(lambda referral: referral.state != "refused")

    def _get_person(self, program, partner):
        """A partner as a value of the engine."""
        country = partner.country_id or program.company_id.country_id or self.env.company.country_id
        return person(
            partner.id,
            program._get_account_partner(partner).id,
            phone=partner.phone,
            country=str(country.phone_code or ""),
            email=partner.email_normalized or partner.email,
            address=address_key(partner.street, partner.street2, partner.zip, partner.city),
        )

    def _count_in_month(self, card, partner, at):
        """How many others the member invited in the calendar month of ``at``, on the clock of the club."""
        program = card.program_id
        first = program._get_midnight(period_start(program._get_local_day(at), "month"))
        return self.search_count(
            [
                ("card_id", "=", card.id),
                ("invited_at", ">=", first),
                ("state", "!=", "refused"),
                ("partner_id", "!=", program._get_account_partner(partner).id),
            ]
        )

    # --- purchases before ---

    def _find_earlier_purchase(self, program, partner, order=None):
        """Whether somebody is a customer already.

        :return: ``late`` (bought as a member), ``early`` (bought before, or as no member), or an empty text
        """
        account = program._get_account(partner)
        moments = [
            *self._find_booked_purchase(account, order),
            *self._find_sale(program, partner, order),
            *self._find_till_sale(program, partner, order),
        ]
        if not moments:
            return ""
        since = account.joined_on and datetime.combine(account.joined_on, time.min)
        return "late" if since and min(moments) >= since else "early"

    def _find_booked_purchase(self, account, order):
        """Moments of purchases in the ledger, imported ones, too."""
        if not account:
            return []
        domain = [("card_id", "in", account._get_family().ids), ("kind", "=", "accrual"), ("qualifying_orders", ">", 0)]
        if order:
            domain = ["|", ("origin_model", "!=", order._name), ("origin_id", "!=", order.id), *domain]
        return self.env["loyalty.ledger.entry"].search(domain, order="posted_at", limit=1).mapped("posted_at")

    def _find_sale(self, program, partner, order):
        domain = self._get_buyer_domain(program, partner, order, "sale.order") & Domain("state", "=", "sale")
        return self.env["sale.order"].search(domain, order="date_order", limit=1).mapped("date_order")

    def _find_till_sale(self, program, partner, order):
        domain = self._get_buyer_domain(program, partner, order, "pos.order")
        domain &= Domain("state", "in", PAID) & Domain("amount_total", ">", 0)
        return self.env["pos.order"].search(domain, order="date_order", limit=1).mapped("date_order")

    def _find_twins(self, partner):
        """Other records of the same person: whoever buys as a guest gets a new one with every order."""
        email = partner.email_normalized
        partners = self.env["res.partner"].with_context(active_test=False)
        return partners.search([("email_normalized", "=", email), ("id", "!=", partner.id)]) if email else partners

    def _get_buyer_domain(self, program, partner, order, model):
        person = program._get_account_partner(partner)
        shared = program.contact_accounts == "company" and person.is_company
        domain = Domain("partner_id", "child_of" if shared else "=", person.id)
        if twins := self._find_twins(partner):
            domain |= Domain("partner_id", "in", twins.ids)
        if order and order._name == model:
            domain &= Domain("id", "!=", order.id)
        if program.company_id:
            domain &= Domain("company_id", "child_of", program.company_id.id)
        return domain
