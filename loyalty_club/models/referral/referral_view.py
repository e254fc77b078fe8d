"""What the screens of staff open."""

from odoo import api, fields, models


class LoyaltyReferral(models.Model):
    _inherit = "loyalty.referral"

    entry_ids = fields.Many2many("loyalty.ledger.entry", string="Booked", compute="_compute_entry_ids")
    order_display = fields.Char("First purchase made", compute="_compute_order_display")

    def _compute_entry_ids(self):
        """What was paid on both accounts, and what was taken back."""
        entries = self.env["loyalty.ledger.entry"].search(
            [("origin_model", "=", self._name), ("origin_id", "in", self.ids)]
        )
        by_referral = entries.grouped("origin_id")
        for referral in self:
            paid = by_referral.get(referral.id, entries.browse())
            referral.entry_ids = (paid | paid.reversal_ids).sorted("id")

    @api.depends("order_model", "order_id")
    def _compute_order_display(self):
        names = {}
        for model, referrals in self.filtered("order_id").grouped("order_model").items():
            for order in self.env[model].sudo().browse(referrals.mapped("order_id")).exists():
                names[model, order.id] = order.name
        for referral in self:
            referral.order_display = names.get((referral.order_model, referral.order_id), False)

    def action_open_entries(self):
        """The ledger entries of this invitation."""
        self.ensure_one()
        action = self.env["loyalty.ledger.entry"]._get_list_action()
        action["domain"] = [("id", "in", self.entry_ids.ids)]
        action["context"] = {}
        return action

    def action_open_order(self):
        """The first purchase that counts."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.order_model,
            "res_id": self.order_id,
            "view_mode": "form",
        }

    def action_open_friend(self):
        """The friend's account, where there is one."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_card_action_member")
        card = self.sudo()._get_friend_accounts()[self.sudo()]
        return {**action, "view_mode": "form", "views": [(False, "form")], "res_id": card.id}
