"""The QR code on receipts of the till: the till prints an address made of the order, the invitation comes when somebody
opens it. So it works without the network, and who throws the receipt away was never asked.
"""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache

from ....engine.sampling import in_sample
from ...till.pos_order import PAID
from .plan_due import Due

RECEIPT_PATH = "/club/q/"


class LoyaltySurveyPlan(models.Model):
    _inherit = "loyalty.survey.plan"

    @api.model
    @ormcache("company_id")
    def _get_receipt_plan_ids(self, company_id):
        """Ids of the plans that ask on receipts of a company: remembered, because every till asks."""
        domain = [("state", "=", "running"), ("channel", "=", "qr"), ("company_id", "=", company_id)]
        return tuple(self.sudo().search(domain).ids)

    @api.model
    def _get_receipt_plans(self, company):
        """Plans (superuser mode) that ask on receipts of this company, in order."""
        plans = self.sudo().browse(self._get_receipt_plan_ids(company.id))
        return plans.filtered(lambda plan: plan.active and plan.program_id.active and plan.survey_id.active)

    def _keep_asked_on_receipts(self, pairs):
        """Whom this plan asks: by club, tier, sample and domain.

        :param pairs: [(account, customer)]; contacts of a company may share its account
        :return: those of the pairs that are asked
        """
        self.ensure_one()
        pairs = [
            (card, person)
            for card, person in pairs
            if card.program_id == self.program_id
            and card.active
            and card.membership_state == "active"
            and person
            and (not self.tier_ids or card.tier_id in self.tier_ids)
            and in_sample(self.id, person.id, self.share)
        ]
        domain = self._get_member_domain()
        if pairs and not domain.is_true():
            ids = list({person.id for _card, person in pairs})
            matching = set(self.env["res.partner"].sudo().search(domain & Domain("id", "in", ids)).ids)
            pairs = [(card, person) for card, person in pairs if person.id in matching]
        return pairs


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _get_till_survey(self):
        """Of members whose receipt asks them; who was asked lately is not asked.

        :return: {card id: {"survey": the address that goes before the uuid of an order, "survey_people": of an account
            that contacts share, ids of those who are asked, else None}}
        """
        plans = self.env["loyalty.survey.plan"]._get_receipt_plans(self.env.company)
        plans = plans.filtered(lambda plan: plan.program_id in self.program_id)
        if not plans:
            return {}
        people = self.sudo()._get_people()
        pairs = [(card, person) for card, persons in people.items() for person in persons]
        resting = plans[0]._get_resting([person.id for _card, person in pairs])
        pairs = [(card, person) for card, person in pairs if person.id not in resting]
        asked = {}
        for plan in plans:
            for card, person in plan._keep_asked_on_receipts(pairs):
                asked.setdefault(card, set()).add(person.id)
        address = f"{self.env.company.get_base_url()}{RECEIPT_PATH}" if asked else ""
        return {
            card.id: {"survey": address, "survey_people": sorted(ids) if card._is_shared() else None}
            for card, ids in asked.items()
        }

    def _is_shared(self):
        """Whether contacts of a company buy on this account."""
        return self.program_id.contact_accounts == "company" and self.partner_id.is_company

    def _get_people(self):
        """{account: the customers who buy on it}; superuser mode, one query for all shared accounts"""
        people = {card: card.partner_id for card in self}
        owners = self.filtered(lambda card: card._is_shared()).partner_id
        if owners:
            contacts = self.env["res.partner"].search_fetch(
                [("commercial_partner_id", "in", owners.ids), ("id", "not in", owners.ids)], ["commercial_partner_id"]
            )
            of_owner = contacts.grouped("commercial_partner_id")
            for card in self.filtered(lambda card: card.partner_id in of_owner and card._is_shared()):
                people[card] |= of_owner[card.partner_id]
        return people


class PosOrder(models.Model):
    _inherit = "pos.order"

    @api.model
    def _find_by_receipt(self, uuid):
        """The order behind the code on a receipt; empty until the till was in touch. Superuser mode."""
        if not isinstance(uuid, str) or not 20 <= len(uuid) <= 64 or "\0" in uuid:
            return self.sudo().browse()
        return self.sudo().search([("uuid", "=", uuid), ("state", "in", PAID)], limit=1)

    def _find_receipt_invitation(self):
        """The invitation that the receipt of this order leads to: its own one, or one by which the customer was asked
        about the same purchase in another way (superuser mode); empty: there is none yet.
        """
        invitations = self.env["loyalty.survey.invitation"].sudo()
        about = Domain("origin_model", "=", self._name) & Domain("origin_id", "in", self._get_same_purchase().ids)
        surveys = self.env["loyalty.survey.plan"]._get_receipt_plans(self.company_id).survey_id
        otherwise = Domain("state", "!=", "not_sent") & Domain("survey_id", "in", surveys.ids)
        found = invitations.search(about & (Domain("channel", "=", "qr") | otherwise), order="id")
        return found.filtered(lambda invitation: invitation.state != "not_sent")[:1] or found[:1]

    def _get_same_purchase(self):
        """This order, and others that settle the same sales order."""
        sold = self.lines.sale_order_origin_id.sorted("id")[:1]
        others = self.env["pos.order.line"].sudo().search([("sale_order_origin_id", "=", sold.id)]) if sold else None
        return self | others.order_id if others else self

    def _judge_receipt(self):
        """Whom the receipt of this order asks; changes nothing.

        :return: (plan, ``Due``, why not: a value of ``reason``, or None), or None: nobody
        """
        self.ensure_one()
        order = self.sudo()
        customer = order.partner_id
        if not customer or order.is_refund:
            return None
        for plan in self.env["loyalty.survey.plan"]._get_receipt_plans(order.company_id):
            account = plan.program_id._get_account(customer)
            asks = order.date_order >= plan.started_at and plan._keep_asked_on_receipts([(account, customer)])
            if not asks or plan._get_obstacle():
                continue
            due = Due(
                f"{plan._get_key_prefix()}{order._get_purchase_keys()[order.id]}",
                order.date_order,
                customer.id,
                self._name,
                order.id,
                account.id,
            )
            if not plan._keep_standing([due]):
                return None
            room = plan._get_room()
            if room is not None and room <= 0:
                continue
            return plan, due, "recent" if customer.id in plan._get_resting([customer.id]) else None
        return None

    def _get_receipt_invitation(self):
        """The invitation of the customer of this order, the same one each time (superuser mode); "not sent" where the
        customer was asked lately; empty: the customer is not asked. Of two who scan at once, or beside the job, the
        second starts over.
        """
        self.ensure_one()
        order = self.sudo()
        known = order._find_receipt_invitation()
        judged = None if known else order._judge_receipt()
        if not judged:
            return known
        plan, due, reason = judged
        plan._lock_askers()
        Invitation = self.env["loyalty.survey.invitation"].sudo()
        return Invitation._make(plan, [(due, reason)]) or Invitation.search([("key", "=", due.key)])
