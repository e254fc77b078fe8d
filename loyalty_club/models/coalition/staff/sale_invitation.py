from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    may_invite_to_club = fields.Boolean(compute="_compute_may_invite_to_club")

    @api.depends("partner_id", "state")
    def _compute_may_invite_to_club(self):
        """Where a coupon of a partner brought the customer, who is no member. Without shared coupons: no query."""
        for order in self:
            coupon = order._get_coupon_of_partner() if order.id and order.state == "sale" else None
            customer = order.sudo().partner_id
            club = customer.club_coalition_id.program_id if coupon else None
            order.may_invite_to_club = bool(club) and not club._get_account(customer).joined_on

    def action_invite_to_club(self):
        """Invite the customers of these orders."""
        self.check_access("read")
        return self.partner_id.action_invite_to_club()
