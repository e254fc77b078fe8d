from odoo import api, models


class MailingSubscription(models.Model):
    _inherit = "mailing.subscription"

    @api.model_create_multi
    def create(self, vals_list):
        subscriptions = super().create(vals_list)
        subscriptions._record_optins()
        return subscriptions

    def write(self, vals):
        result = super().write(vals)
        if "opt_out" in vals:
            self._record_optins()
        return result

    def _record_optins(self):
        """Members with the address of a subscription: once per member, whatever the list."""
        if "newsletter_optin" not in self.env["loyalty.program"]._get_triggers_in_use():
            return
        subscriptions = self.sudo().filtered(lambda item: not item.opt_out and item.contact_id.email_normalized)
        by_email = {item.contact_id.email_normalized: item for item in subscriptions}
        partners = self.env["res.partner"].sudo().search([("email_normalized", "in", list(by_email))])
        self.env["res.partner"]._record_partner_activities(
            "newsletter_optin",
            [
                (
                    partner,
                    {
                        "key": "newsletter_optin",
                        "origin_model": self._name,
                        "origin_id": by_email[partner.email_normalized].id,
                    },
                )
                for partner in partners
            ],
        )
