"""Whether an invitation counts: the values that ``engine.referral`` judges."""

from datetime import datetime, time

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.periods import period_start
from ...engine.referral import Invitation, address_key, is_nobodys, judge, judge_likenesses, person

PAID = ("paid", "done", "invoiced")
DELIVERY = ("delivery", "invoice", "other")
"""Contacts of a customer that are addresses, not people."""


class LoyaltyReferral(models.Model):
    _inherit = "loyalty.referral"

    def _judge(self, card, partner, order=None, invited_at=None):
        """What the engine says of ``partner`` being invited by ``card``.

        :param order: the document that brought the code, which is no earlier purchase
        :param datetime invited_at: the moment the code was given, by default now
        :return: ``Verdict``
        """
        program, at, own = card.program_id, invited_at or self._now(), self._get_own_emails()
        invitation = Invitation(
            referrer=self._get_person(program, card.partner_id, own),
            friend=self._get_person(program, partner, own),
            is_referrer_active=card._may_refer(),
            purchase=self._find_earlier_purchase(program, partner, order, own),
            month_count=self._count_in_month(card, partner, at),
            brought_by=self._find_inviters(card),
        )
        return judge(invitation, program._get_referral_policy())

    def _look_again(self):
        """Who signs up tells a name and an e-mail address: telephone number and address are known with the first
        purchase. As long as none counted, what people have in common is looked at again; not what staff accepted.

        :return: those of these invitations that go on
        """
        own = self._get_own_emails()
        for referral in self:
            if referral.decided_by or referral.is_waiting or not referral.partner_id or referral.order_id:
                continue
            program = referral.program_id
            people = [self._get_person(program, one, own) for one in (referral.card_id.partner_id, referral.partner_id)]
            verdict = judge_likenesses(*people, program._get_referral_policy())
            if verdict.reason:
                referral._refuse(verdict.reason)
            elif verdict.suspicions:
                referral.write({"is_waiting": True, "suspicions": ",".join(verdict.suspicions)})
        return self.filtered(lambda referral: referral.state != "refused")

    @api.model
    def _get_own_emails(self):
        """Addresses of the shop itself, which are typed for customers who have none: they are a likeness of nobody."""
        companies = self.env["res.company"].sudo().search([("partner_id.email_normalized", "!=", False)])
        return set(companies.partner_id.mapped("email_normalized"))

    def _get_person(self, program, partner, own):
        """A partner as a value of the engine; of companies that share an account, as the contact.

        :param own: see :meth:`_get_own_emails`
        """
        country = partner.country_id or program.company_id.country_id or self.env.company.country_id
        email = partner.email_normalized or partner.email
        places = partner | partner.child_ids.filtered(lambda child: child.type in DELIVERY)
        return person(
            partner.id,
            program._get_account_partner(partner).id,
            phone=partner.phone,
            country=str(country.phone_code or ""),
            email="" if email in own else email,
            addresses=[address_key(place.street, place.street2, place.zip, place.city) for place in places],
        )

    def _find_inviters(self, card):
        """Partners of the accounts of who invited the member, of who invited those, and so on: one query."""
        chain = self._find_chains(card.program_id, card.partner_id)
        return frozenset(inviter_id for _club_id, _partner_id, _referral_id, inviter_id in chain)

    @api.model
    def _find_chains(self, programs, partners):
        """Who invited people, who invited those, and so on, up to whoever was invited by nobody, or to where it turns
        into a circle: one query.

        :return: [(club id, id of one of ``partners``, invitation id, partner id of the account that invited)]
        """
        self.flush_model(["program_id", "partner_id", "card_id", "state"])
        self.env["loyalty.card"].flush_model(["partner_id"])
        return self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE chain AS (
                    SELECT r.program_id, r.partner_id AS person_id, r.id, c.partner_id AS inviter_id
                      FROM loyalty_referral r JOIN loyalty_card c ON c.id = r.card_id
                     WHERE r.program_id = ANY(%(clubs)s) AND r.partner_id = ANY(%(people)s) AND r.state != 'refused'
                     UNION
                    SELECT r.program_id, i.person_id, r.id, c.partner_id
                      FROM chain i
                      JOIN loyalty_referral r ON r.partner_id = i.inviter_id AND r.program_id = i.program_id
                       AND r.state != 'refused'
                      JOIN loyalty_card c ON c.id = r.card_id
                ) SELECT program_id, person_id, id, inviter_id FROM chain
                """,
                clubs=programs.ids,
                people=partners.ids,
            )
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

    def _find_earlier_purchase(self, program, partner, order, own):
        """Whether somebody is a customer already.

        :return: ``late`` (bought as a member), ``early`` (bought before, or as no member), or an empty text
        """
        account = program._get_account(partner)
        moments = [
            *self._find_booked_purchase(account, order),
            *self._find_sale(program, partner, order, own),
            *self._find_till_sale(program, partner, order, own),
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

    def _find_sale(self, program, partner, order, own):
        domain = self._get_buyer_domain(program, partner, order, "sale.order", own) & Domain("state", "=", "sale")
        return self.env["sale.order"].search(domain, order="date_order", limit=1).mapped("date_order")

    def _find_till_sale(self, program, partner, order, own):
        domain = self._get_buyer_domain(program, partner, order, "pos.order", own)
        domain &= Domain("state", "in", PAID) & Domain("amount_total", ">", 0)
        return self.env["pos.order"].search(domain, order="date_order", limit=1).mapped("date_order")

    def _find_twins(self, partner, own):
        """Other records of the same person: whoever buys as a guest gets a new one with every order."""
        email = partner.email_normalized
        partners = self.env["res.partner"].with_context(active_test=False)
        if not email or email in own or is_nobodys(email):
            return partners
        return partners.search([("email_normalized", "=", email), ("id", "!=", partner.id)])

    def _get_buyer_domain(self, program, partner, order, model, own):
        person = program._get_account_partner(partner)
        shared = program.contact_accounts == "company" and person.is_company
        domain = Domain("partner_id", "child_of" if shared else "=", person.id)
        if twins := self._find_twins(partner, own):
            domain |= Domain("partner_id", "in", twins.ids)
        if order and order._name == model:
            domain &= Domain("id", "!=", order.id)
        if program.company_id:
            domain &= Domain("company_id", "child_of", program.company_id.id)
        return domain
