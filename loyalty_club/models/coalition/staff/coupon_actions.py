"""Buttons of coupons: everything that staff does by hand asks for a reason."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MANAGER = "loyalty_club.group_club_manager"


class LoyaltyCoalitionCoupon(models.Model):
    _inherit = "loyalty.coalition.coupon"

    reason = fields.Char(readonly=True, help="What was said when somebody moved it by hand.")

    @api.private
    def _check_staff(self):
        """
        :raise AccessError: this user may not move these coupons
        """
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("A club manager moves coupons by hand."))

    def _open_step(self, step):
        self._check_staff()
        titles = {
            "use": self.env._("Mark as used"),
            "return": self.env._("Take back"),
            "dispute": self.env._("Dispute"),
            "accept": self.env._("Accept"),
            "cancel": self.env._("Cancel coupon"),
            "count": self.env._("Count as given out"),
        }
        return {
            "type": "ir.actions.act_window",
            "name": titles[step],
            "res_model": "loyalty.coalition.step",
            "view_mode": "form",
            "target": "new",
            "context": {"default_coupon_ids": self.ids, "default_step": step},
        }

    def action_use(self):
        """The partner told that it was used."""
        return self._open_step("use")

    def action_return(self):
        """The order was refunded."""
        return self._open_step("return")

    def action_dispute(self):
        """Leave it out of settlements until it is clear."""
        return self._open_step("dispute")

    def action_accept(self):
        """End a dispute: it was used as booked."""
        return self._open_step("accept")

    def action_cancel(self):
        """Nobody can use it any more."""
        return self._open_step("cancel")

    def action_invite_to_club(self):
        """Invite whoever came with these coupons to the club."""
        self.check_access("read")
        return self.partner_id.action_invite_to_club()

    def action_count(self):
        """The partner told that its customers got these codes of a file."""
        return self._open_step("count")

    def action_open_order(self):
        """Our order that it was used for."""
        self.ensure_one()
        if not self.origin_model or self.origin_model not in self.env or not self.origin_id:
            raise UserError(self.env._("The order is in the partner's books."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.origin_model,
            "res_id": self.origin_id,
            "view_mode": "form",
        }
