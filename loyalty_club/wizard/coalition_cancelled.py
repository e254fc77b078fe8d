from odoo import api, fields, models
from odoo.exceptions import UserError


class LoyaltyCoalitionCancelled(models.TransientModel):
    """Tell a partner without a computer of its own which of its codes were cancelled: a file, and a note of the day."""

    _name = "loyalty.coalition.cancelled"
    _inherit = "loyalty.file.window"
    _description = "Cancelled Codes for a Partner"

    coalition_id = fields.Many2one("loyalty.coalition.partner", "Partner", required=True)
    date_from = fields.Date("Cancelled from")
    date_to = fields.Date("Cancelled until")
    only_new = fields.Boolean("Only those the partner was not told of", default=True)
    count = fields.Integer("Codes", compute="_compute_count")

    @api.depends("coalition_id", "date_from", "date_to", "only_new")
    def _compute_count(self):
        for wizard in self:
            wizard.count = self.env["loyalty.coalition.coupon"].search_count(wizard._get_domain())

    def _get_domain(self):
        coalition = self.coalition_id._origin
        domain = coalition._get_cancelled_domain(self.date_from, self.date_to)
        return [*domain, ("told_on", "=", False)] if self.only_new else domain

    def _check_exporter(self):
        self.coalition_id.check_access("write")

    def _make_rows(self):
        """Note the day on which the partner is told."""
        coupons = self.env["loyalty.coalition.coupon"].search(self._get_domain(), order="cancelled_at, id")
        if not coupons:
            raise UserError(self.env._("No codes were cancelled then of which the partner does not know."))
        rows = [
            [self._get_safe(coupon.code), self._get_safe(coupon.offer_id.name), coupon._get_cancelled_day() or ""]
            for coupon in coupons
        ]
        today = self.coalition_id._get_today()
        coupons.sudo().filtered(lambda coupon: not coupon.told_on).told_on = today
        text = self.env._("%(count)s cancelled codes exported to tell the partner.", count=len(coupons))
        self.coalition_id.sudo().message_post(body=text, author_id=self.env.user.partner_id.id)
        return f"cancelled-codes-{self.coalition_id.id}-{today}.csv", [["code", "offer", "cancelled_on"], *rows]
