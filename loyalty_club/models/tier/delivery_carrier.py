from odoo import models


class DeliveryCarrier(models.Model):
    _inherit = "delivery.carrier"

    def rate_shipment(self, order):
        """Delivery is free for members whose tier or membership says so; what it costs the shop is known as before."""
        rate = super().rate_shipment(order)
        if rate.get("success") and rate.get("price"):
            partner = order.sudo().partner_id
            tier = partner.with_company(order.company_id)._get_benefit_tiers("free_shipping").get(partner.id)
            if tier:
                rate["price"] = 0.0
                rate["warning_message"] = self.env._("Delivery is free for members of the tier %s.", tier.name)
            elif plan := order._get_plan_of_free_delivery(self):
                rate["price"] = 0.0
                rate["warning_message"] = self.env._("Delivery is free with %s.", plan.name)
        return rate
