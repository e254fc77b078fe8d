"""Mailing lists that everybody may subscribe to."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

MOST = 20


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_newsletters(self):
        """Public mailing lists, and others that this customer is subscribed to.

        :return: list of (``mailing.list`` in superuser mode, whether the customer gets it: who unsubscribed from
            everything gets none)
        """
        self.ensure_one()
        address = self.email_normalized
        if not address:
            return []
        subscribed = (
            self.env["mailing.subscription"]
            .sudo()
            .search([("contact_id.email_normalized", "=", address), ("opt_out", "=", False)])
            .list_id.filtered("active")
        )
        public = self.env["mailing.list"].sudo().search([("is_public", "=", True)], order="id desc", limit=MOST)
        gets_mails = not self.sudo()._is_club_channel_blocked("email")
        return [(mailing, gets_mails and mailing in subscribed) for mailing in (public | subscribed).sorted("name")]

    @api.private
    def _set_newsletter(self, list_id, is_on):
        """Subscribe this customer to a list that is shown to the customer, or end that. Subscribing ends an earlier
        unsubscription from everything.

        :param int list_id: any number
        :raise UserError: the list is not one that the customer may choose; it does not change
        """
        self.ensure_one()
        mailing = next((mailing for mailing, _is_on in self._get_newsletters() if mailing.id == list_id), None)
        if not mailing:
            raise UserError(self.env._("Nothing was changed. Choose among the newsletters on this page."))
        if is_on and self.sudo()._is_club_channel_blocked("email"):
            self.sudo()._unblock_club_channel("email")
        Contact = self.env["mailing.contact"].sudo().with_context(active_test=False)
        if is_on and not Contact.search_count([("email_normalized", "=", self.email_normalized)], limit=1):
            Contact.create({"name": self.name, "email": self.email, "list_ids": [Command.link(mailing.id)]})
            return
        mailing._update_subscription_from_email(self.email_normalized, opt_out=not is_on)
