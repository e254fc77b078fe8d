from odoo import api, fields, models
from odoo.exceptions import UserError

AT_MOST = 10000


class LoyaltyCoalitionExport(models.TransientModel):
    """Make coupons of ours for a partner and hand them over as a file."""

    _name = "loyalty.coalition.export"
    _inherit = "loyalty.file.window"
    _description = "Export Codes for a Partner"

    offer_id = fields.Many2one("loyalty.coalition.offer", required=True, domain=[("direction", "=", "ours")])
    count = fields.Integer("How many", default=100, required=True)
    left = fields.Integer("Left by the agreement", compute="_compute_left")
    is_limited = fields.Boolean(compute="_compute_left")
    terms = fields.Selection(related="offer_id.coalition_id.terms")
    counts = fields.Selection(
        [("told", "when the partner gives them to a customer"), ("now", "now, with the file")],
        "They are settled",
        compute="_compute_counts",
        store=True,
        readonly=False,
        help="The partner settles a code when it gives it to a customer. Its computer tells us of that; without one,"
        " count them now, or by hand when the partner reports them.",
    )

    @api.depends("offer_id")
    def _compute_left(self):
        for wizard in self:
            offer = wizard.offer_id._origin
            wizard.is_limited = bool(offer.max_issued)
            wizard.left = max(offer.max_issued - offer.issued_count, 0)

    @api.depends("offer_id")
    def _compute_counts(self):
        """Whoever may hear of it waits for it."""
        for wizard in self:
            contract_sudo = wizard.offer_id.coalition_id.sudo()
            is_told = contract_sudo.hook_token or (contract_sudo.remote_url and contract_sudo.remote_key)
            wizard.counts = "told" if is_told else "now"

    def _check_exporter(self):
        self.offer_id._check_manager()

    def _make_rows(self):
        """Make the coupons."""
        if not 0 < self.count <= AT_MOST:
            raise UserError(self.env._("Choose a number from 1 to %s. For more make several files.", f"{AT_MOST:,}"))
        is_handed_over = self.terms == "issued" and self.counts == "told"
        coupons = self.offer_id._issue(count=self.count, is_handed_over=is_handed_over)
        name, value = (self._get_safe(self.offer_id[field]) for field in ("name", "value_text"))
        rows = [[coupon.code, name, value, coupon.expires_on or ""] for coupon in coupons]
        text = self.env._("%(count)s codes exported as a file.", count=len(coupons))
        self.offer_id.sudo().message_post(body=text, author_id=self.env.user.partner_id.id)
        return f"coupons-{self.offer_id.id}-{self.id}.csv", [["code", "offer", "value", "usable_until"], *rows]
