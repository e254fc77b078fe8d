"""What was said to a customer, and what the customer agreed to, for staff."""

from odoo import fields, models

STAFF = "loyalty_club.group_club_user,loyalty_club.group_club_auditor"


class ResPartner(models.Model):
    _inherit = "res.partner"

    club_message_ids = fields.One2many("loyalty.message", "partner_id", "Messages of clubs", groups=STAFF)
    club_consent_ids = fields.One2many("loyalty.consent", "partner_id", "Consents", groups=STAFF)
    club_message_count = fields.Integer(compute="_compute_club_message_count", groups=STAFF)

    def _compute_club_message_count(self):
        counts = dict(
            self.env["loyalty.message"]._read_group([("partner_id", "in", self.ids)], ["partner_id"], ["__count"])
        )
        for partner in self:
            partner.club_message_count = counts.get(partner, 0)

    def action_open_club_messages(self):
        """The messages to this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_message_action")
        return {**action, "domain": [("partner_id", "=", self.id)]}
