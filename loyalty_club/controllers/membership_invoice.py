"""The payment page of an invoice of a membership leads back to the membership."""

from odoo.http import request

from odoo.addons.account_payment.controllers.portal import PortalAccount


class MembershipInvoice(PortalAccount):
    def _invoice_get_page_view_values(self, invoice, access_token, **kwargs):
        """Customers who pay a change or a renewal of theirs go on where they came from; everybody else stays."""
        values = super()._invoice_get_page_view_values(invoice, access_token, **kwargs)
        page = "landing_route" in values and invoice._get_membership_page(request.env.user.partner_id)
        return {**values, "landing_route": page} if page else values
