"""The means of payment of renewals."""

from odoo import api, models
from odoo.exceptions import UserError


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    def _may_use_token(self, token):
        """Whether a saved means of payment is the customer's own (or their company's), and can be charged."""
        self.ensure_one()
        customer = self.partner_id
        company = token.company_id
        return (
            token.active
            and token.partner_id in (customer | customer.commercial_partner_id)
            and company in self.company_id.sudo().parent_ids
            and token.provider_id.state != "disabled"
            and not token.provider_id.capture_manually
        )

    @api.private
    def _set_token(self, token):
        """Renewals are charged to this means of payment from now on; what is open, at once.

        :param token: a ``payment.token``; empty: the customer pays by themselves
        :raise UserError: it is not the customer's, or it cannot be charged
        """
        token = token.sudo()
        for membership in self._lock():
            if token and not membership._may_use_token(token):
                raise UserError(
                    self.env._("This means of payment cannot be used. Choose one of your own, or save a new one.")
                )
            if membership.token_id == token:
                continue
            before = membership.state
            membership.token_id = token
            term = membership._get_open_term()
            if term and not term._is_payment_under_way():
                term.write({"charges": 0, "charge_from": False})
            name = token.display_name if token else self.env._("none")
            membership._note_event("setting", before, self.env._("Means of payment: %s", name))
            membership._schedule()
            if membership.next_on and membership.next_on <= membership._get_today():
                self.env.ref("loyalty_club.ir_cron_renew_memberships").sudo()._trigger()

    @api.private
    def _get_payment_url(self):
        """Where the invoice of the next period is paid, without logging in; False: there is none to be paid."""
        self.ensure_one()
        move = self.sudo()._get_open_term().move_id
        if not move:
            return False
        if not move._has_to_be_paid():
            return move.get_base_url() + move.get_portal_url()
        return move._get_portal_payment_link()
