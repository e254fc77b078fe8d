"""A key for a partner's computer is made here, and shown once."""

from odoo import fields, models

from odoo.addons.base.models.res_users import check_identity


class LoyaltyCoalitionKey(models.TransientModel):
    _name = "loyalty.coalition.key"
    _description = "New API Key of a Partner"
    _inherit = "loyalty.readable.window"

    coalition_id = fields.Many2one("loyalty.coalition.partner", "Partner", required=True, readonly=True)
    duration = fields.Selection(
        [("30", "1 month"), ("90", "3 months"), ("365", "1 year"), ("730", "2 years")],
        "Valid for",
        required=True,
        default="365",
    )

    @check_identity
    def action_make(self):
        """Make the key and show it; who asks proves once more who it is."""
        self.ensure_one()
        key = self.coalition_id._make_api_key(int(self.duration))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Key of %s", self.coalition_id.name),
            "res_model": "loyalty.coalition.key.show",
            "view_mode": "form",
            "target": "new",
            "context": {"default_key": key},
        }


class LoyaltyCoalitionKeyShow(models.AbstractModel):
    """Has no table: the key is on the screen and nowhere else."""

    _name = "loyalty.coalition.key.show"
    _description = "API Key of a Partner"

    id = fields.Id()
    key = fields.Char(readonly=True)
