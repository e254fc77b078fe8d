from odoo import api, models


class MailingContact(models.Model):
    """Lists that are chosen on the contact are subscriptions, too; stock writes them without creating any."""

    _inherit = "mailing.contact"

    @api.model_create_multi
    def create(self, vals_list):
        contacts = super().create(vals_list)
        contacts._record_optins({name for vals in vals_list for name in vals})
        return contacts

    def write(self, vals):
        result = super().write(vals)
        self._record_optins(vals.keys())
        return result

    def _record_optins(self, names):
        if "list_ids" not in names:
            return
        if "newsletter_optin" not in self.env["loyalty.program"]._get_triggers_in_use():
            return
        self.flush_recordset(["list_ids"])
        self.invalidate_recordset(["subscription_ids"])
        self.subscription_ids._record_optins()
