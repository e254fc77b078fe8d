"""Where a QR code invites guests to say what they think."""

from odoo import api, fields, models

PATH = "/club/feedback"


class LoyaltyFeedbackPlace(models.Model):
    """A shop, a counter, a table: feedback that comes by its code knows where it comes from."""

    _name = "loyalty.feedback.place"
    _description = "Feedback Place"
    _inherit = "loyalty.code.address"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True, help="Visitors read it above the form.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    program_id = fields.Many2one(
        "loyalty.program",
        "Club",
        domain="[('program_type', '=', 'loyalty'), ('company_id', 'in', [False, company_id])]",
        check_company=True,
        index="btree_not_null",
        ondelete="set null",
    )
    pos_config_id = fields.Many2one(
        "pos.config", "Point of Sale", check_company=True, index="btree_not_null", ondelete="set null"
    )
    user_id = fields.Many2one(
        "res.users",
        "In charge",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Who looks after what is written here; empty: as set for the company.",
    )
    token = fields.Char(copy=False, readonly=True, default=lambda self: self._make_code_token())
    url = fields.Char("Address of the code", compute="_compute_url")
    qr_code = fields.Binary("QR code", compute="_compute_url")

    _token_uniq = models.UniqueIndex("(token)")
    _check_company_auto = True

    @api.depends("token")
    def _compute_url(self):
        for place in self:
            place.url = place.qr_code = False
            if place.token:
                place.url = place._get_code_address(f"{PATH}?shop={place.token}")
                place.qr_code = place._draw_code(place.url)

    def action_print_code(self):
        """The code as a page to hang up."""
        return self.env.ref("loyalty_club.loyalty_feedback_place_report").report_action(self, config=False)

    @api.model
    def _find_by_token(self, token):
        """The place in use behind a code; may be empty (superuser mode)."""
        places_sudo = self.sudo()
        if not token or len(token) > 64 or "\0" in token:
            return places_sudo.browse()
        return places_sudo.search([("token", "=", token)], limit=1)
