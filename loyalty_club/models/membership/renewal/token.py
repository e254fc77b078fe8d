from odoo import models


class PaymentToken(models.Model):
    _inherit = "payment.token"

    def _get_membership_domain(self):
        return [("token_id", "in", self.ids), ("state", "!=", "ended")]

    def _handle_archiving(self):
        """Renewals that were charged to it are paid by the customer from now on."""
        super()._handle_archiving()
        memberships = self.env["loyalty.membership"].sudo().search(self._get_membership_domain())
        memberships._set_token(self.browse())

    def get_linked_records_info(self):
        """Whoever deletes a means of payment is told which memberships renew with it."""
        memberships = self.env["loyalty.membership"].sudo().search(self._get_membership_domain())
        return super().get_linked_records_info() + [
            {
                "description": self.env._("Membership"),
                "id": membership.id,
                "name": membership.plan_id.name,
                "url": membership.access_url,
            }
            for membership in memberships
            if membership.renews
        ]
