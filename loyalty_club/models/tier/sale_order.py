from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _has_free_delivery(self, carrier):
        """Whether a tier or a paid membership of the customer makes delivery by ``carrier`` free. A confirmed order
        goes by the tiers and memberships it was bought with, not by those that came, or ended, afterwards; in clubs
        where it earned nothing, by the tiers of now.
        """
        self.ensure_one()
        if self._get_plan_of_free_delivery(carrier):
            return True
        order = self.sudo()
        lines = order.coupon_point_ids.filtered("club_result") if order.state == "sale" else order.coupon_point_ids[:0]
        ids = {(line.club_result.get("situation") or {}).get("tier") for line in lines} - {None}
        if any(order.env["loyalty.tier"].browse(ids).exists().mapped("free_shipping")):
            return True
        judged = lines.coupon_id.program_id
        partner = order.partner_id.with_company(order.company_id)
        tiers = partner._get_benefit_tiers("free_shipping", lambda tier: tier.program_id not in judged)
        return order.partner_id.id in tiers
