from odoo import models


class SmsSms(models.Model):
    _inherit = "sms.sms"

    def write(self, vals):
        """Messages of clubs hear whether their text message left the house."""
        result = super().write(vals)
        if vals.get("state") in ("error", "pending", "sent"):
            failure = vals["state"] == "error" and (vals.get("failure_type") or "unknown")
            self.env["loyalty.message"]._note_delivery("sms_id", self, failure, failure)
        return result
