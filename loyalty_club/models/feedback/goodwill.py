"""Points and coupons that make up for something."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..own_values import without_defaults


class LoyaltyFeedbackGoodwill(models.Model):
    """Points or a coupon that somebody gave for feedback, within their budget. Made by ``_give_goodwill`` alone."""

    _name = "loyalty.feedback.goodwill"
    _description = "Goodwill"
    _order = "id desc"

    feedback_id = fields.Many2one("loyalty.feedback", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="feedback_id.company_id", store=True, index=True)
    partner_id = fields.Many2one("res.partner", "Member", readonly=True, index="btree_not_null", ondelete="set null")
    account_id = fields.Many2one("loyalty.card", readonly=True, index="btree_not_null", ondelete="set null")
    user_id = fields.Many2one("res.users", "Given by", readonly=True, required=True, index=True)
    given_at = fields.Datetime("Given on", readonly=True, required=True)
    points = fields.Float(digits=(16, 2), readonly=True)
    coupon_id = fields.Many2one("loyalty.card", readonly=True, index="btree_not_null", ondelete="set null")
    coupon_program_id = fields.Many2one(related="coupon_id.program_id", string="Kind of coupon")
    cost = fields.Float("Of the budget", digits=(16, 2), readonly=True, help="In points.")
    message = fields.Text(readonly=True)
    key = fields.Char(readonly=True, required=True)
    entry_id = fields.Many2one("loyalty.ledger.entry", "Ledger entry", readonly=True, ondelete="set null")
    taken_back_at = fields.Datetime("Taken back on", readonly=True)

    _key_uniq = models.UniqueIndex("(feedback_id, key)")

    @api.model_create_multi
    def create(self, vals_list):
        return super(LoyaltyFeedbackGoodwill, without_defaults(self)).create(vals_list)

    @api.depends("points", "coupon_id")
    def _compute_display_name(self):
        for goodwill in self:
            goodwill.display_name = goodwill._get_words()

    def _get_words(self):
        """What was given, in words."""
        if self.points:
            account = self.account_id.sudo()
            return account._format_points(self.points) if account else str(self.points)
        return self.coupon_id.sudo().program_id.name or self.env._("Coupon")

    def action_take_back(self):
        """Undo it: the points are reversed, a coupon that was not used is archived, the budget has it again.

        :raise AccessError: only for club managers
        :raise UserError: the coupon was used
        """
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group("loyalty_club.group_club_manager")):
            raise AccessError(self.env._("Only club managers may take goodwill back."))
        for goodwill_sudo in self.sudo():
            goodwill_sudo._take_back()

    def _take_back(self):
        self.feedback_id._lock_for_goodwill()
        self.invalidate_recordset(["taken_back_at"])
        if self.taken_back_at:
            return
        coupon = self.coupon_id
        if coupon and (coupon.use_count or coupon.points <= 0):
            raise UserError(self.env._("The coupon was used. Take back the order that it was used for first."))
        coupon.active = False
        if self.entry_id:
            self.entry_id._reverse(
                key=f"feedback,{self.feedback_id.id},{self.id},back", description=self.env._("Goodwill taken back")
            )
        self.env["loyalty.goodwill.budget"]._give_back(self.user_id, self.company_id, self.cost, self.given_at)
        self.taken_back_at = self.env.cr.now()
        self.feedback_id.message_post(body=self.env._("Goodwill taken back: %s", self._get_words()))
