from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _has_free_delivery(self):
        """Whether a tier of the customer makes delivery free. A confirmed order goes by the tiers it was bought with,
        not by those that came, or ended, afterwards.
        """
        self.ensure_one()
        order = self.sudo()
        results = [line.club_result for line in order.coupon_point_ids if line.club_result]
        if order.state == "sale" and results:
            ids = {(result.get("situation") or {}).get("tier") for result in results} - {None}
            return any(order.env["loyalty.tier"].browse(ids).exists().mapped("free_shipping"))
        partner = order.partner_id.with_company(order.company_id)
        return order.partner_id.id in partner._get_benefit_tiers("free_shipping")
