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

    def _keep_asked_on_receipts(self, accounts):
        """Of these accounts, those whose owners this plan asks: by club, tier, sample and domain."""
        self.ensure_one()
        accounts = accounts.filtered(
            lambda card: (
                card.program_id == self.program_id
                and card.active
                and card.membership_state == "active"
                and card.partner_id
                and (not self.tier_ids or card.tier_id in self.tier_ids)
                and in_sample(self.id, card.partner_id.id, self.share)
            )
        )
        domain = self._get_member_domain()
        if accounts and not domain.is_true():
            owners = self.env["res.partner"].sudo().search(domain & Domain("id", "in", accounts.partner_id.ids))
            accounts = accounts.filtered(lambda card: card.partner_id in owners)
        return accounts


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _get_till_survey(self):
        """{card id: the address that goes before the uuid of an order} of members whose receipt asks them; who was
        asked lately is not asked.
        """
        plans = self.env["loyalty.survey.plan"]._get_receipt_plans(self.env.company)
        asked = self.env["loyalty.card"].sudo()
        for plan in plans.filtered(lambda plan: plan.program_id in self.program_id):
            resting = plan._get_resting(self.partner_id.ids)
            asked |= plan._keep_asked_on_receipts(self.sudo().filtered(lambda c, r=resting: c.partner_id.id not in r))
        address = f"{self.env.company.get_base_url()}{RECEIPT_PATH}" if asked else ""
        return dict.fromkeys(asked.ids, address)


class PosOrder(models.Model):
    _inherit = "pos.order"

    @api.model
    def _find_by_receipt(self, uuid):
        """The order behind the code on a receipt; empty until the till was in touch. Superuser mode."""
        if not isinstance(uuid, str) or not 20 <= len(uuid) <= 64 or "\0" in uuid:
            return self.sudo().browse()
        return self.sudo().search([("uuid", "=", uuid), ("state", "in", PAID)], limit=1)

    def _find_receipt_invitation(self):
        """The invitation that came of the receipts of these orders; empty: nobody followed one (superuser mode)."""
        return (
            self.env["loyalty.survey.invitation"]
            .sudo()
            .search([("origin_model", "=", self._name), ("origin_id", "in", self.ids), ("channel", "=", "qr")], limit=1)
        )

    def _get_receipt_invitation(self):
        """The invitation of the customer of this order, the same one each time (superuser mode); empty: the customer is
        not asked.
        """
        self.ensure_one()
        order = self.sudo()
        Invitation, known = self.env["loyalty.survey.invitation"].sudo(), self._find_receipt_invitation()
        if known or not order.partner_id or order.is_refund:
            return known
        for plan in self.env["loyalty.survey.plan"]._get_receipt_plans(order.company_id):
            account = plan.program_id._get_account(order.partner_id)
            if order.date_order < plan.started_at or not plan._keep_asked_on_receipts(account) or not plan._goes_on():
                continue
            due = Due(
                f"{plan._get_key_prefix()}{order._get_purchase_keys()[order.id]}",
                order.date_order,
                order.partner_id.id,
                self._name,
                order.id,
                account.id,
            )
            if not plan._keep_standing([due]):
                break
            if not plan._has_room_for_one():
                continue
            return Invitation._make(plan, [(due, None)]) or Invitation.search([("key", "=", due.key)])
        return Invitation
