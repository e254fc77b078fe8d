"""What an order was bought with: memberships that come or end later do not change it."""

from odoo import fields, models

from ....engine.membership_benefits import NOTHING
from ...earning.program_earning import number


class SaleOrder(models.Model):
    _inherit = "sale.order"

    membership_situation = fields.Json(
        readonly=True,
        copy=False,
        help="Of a confirmed order: ids of the plans that its customer had, and of the one that made delivery free.",
    )

    def action_confirm(self):
        """The memberships of this moment are kept, before those that the order itself pays for begin."""
        for order in self.sudo().filtered(lambda order: order.state != "sale"):
            situation = order._get_membership_situation()
            if situation != order.membership_situation:
                order.membership_situation = situation
        return super().action_confirm()

    def _get_membership_situation(self):
        """The memberships that the order is bought with, as they are now: {"plans": ids, "delivery": plan id or None};
        False where there are none.
        """
        self.ensure_one()
        benefits = self._get_membership_benefits_now()
        if not benefits.plans:
            return False
        shipping = benefits.free_shipping(self._get_amount_for_delivery(), self.carrier_id.id)
        free = shipping if self.carrier_id else None
        return {"plans": list(benefits.plans), "delivery": free and free.plan}

    def _get_membership_benefits_now(self):
        """What memberships give the customer today, of whatever state the order is (``engine`` ``Benefits``)."""
        self.ensure_one()
        if self.partner_id.is_public:
            return NOTHING
        return self.sudo().partner_id.with_company(self.company_id)._get_own_membership_benefits()

    def _get_amount_for_delivery(self):
        """What counts for the minimum of free delivery, in the company's currency: goods with taxes, as in stock."""
        self.ensure_one()
        amount, company = self._compute_amount_total_without_delivery(), self.company_id
        day = self.date_order or fields.Datetime.now()
        return number(self.currency_id._convert(amount, company.currency_id, company, day))

    def _get_plan_of_free_delivery(self, carrier):
        """The plan that makes delivery of this order by ``carrier`` free; may be empty (superuser mode).

        A confirmed order goes by the memberships that it was bought with; a delivery that was free then stays free.
        """
        self.ensure_one()
        order, plans = self.sudo(), self.env["loyalty.membership.plan"].sudo().with_context(active_test=False)
        if order.state != "sale":
            shippings = order._get_membership_benefits_now().shipping
        else:
            known = order.membership_situation or {}
            if known.get("delivery") and carrier == order.carrier_id:
                return plans.browse(known["delivery"]).exists()
            had = plans.browse(known.get("plans") or ()).exists().with_company(order.company_id)
            shippings = [shipping for plan in had for shipping in plan._get_benefits().shipping]
        if not shippings:
            return plans
        amount = order._get_amount_for_delivery()
        free = next((shipping for shipping in shippings if shipping.applies(amount, carrier.id)), None)
        return plans.browse(free.plan if free else ())
