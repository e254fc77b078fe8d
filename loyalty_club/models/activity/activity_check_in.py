"""A QR code in the shop: whoever opens its address checks in."""

from odoo import api, fields, models

STAFF = "loyalty_club.group_club_user,loyalty_club.group_club_auditor"


class LoyaltyActivity(models.Model):
    _name = "loyalty.activity"
    _inherit = ["loyalty.activity", "loyalty.code.address"]

    check_in_token = fields.Char(copy=False, readonly=True, groups=STAFF)
    check_in_url = fields.Char("Address of the code", compute="_compute_check_in", groups=STAFF)
    check_in_qr = fields.Binary("QR code", compute="_compute_check_in", groups=STAFF)

    _check_in_token_uniq = models.UniqueIndex("(check_in_token) WHERE check_in_token IS NOT NULL")

    @api.depends("check_in_token")
    def _compute_check_in(self):
        for activity in self:
            activity.check_in_url = activity.check_in_qr = False
            if activity.check_in_token:
                activity.check_in_url = activity._get_code_address(f"/club/check-in/{activity.check_in_token}")
                activity.check_in_qr = activity._draw_code(activity.check_in_url)

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        activities._make_tokens()
        return activities

    def write(self, vals):
        result = super().write(vals)
        if vals.get("trigger") == "check_in":
            self._make_tokens()
        return result

    def _make_tokens(self):
        for activity in self.sudo():
            if activity.trigger == "check_in" and not activity.check_in_token:
                activity.check_in_token = activity._make_code_token()

    def action_renew_check_in_code(self):
        """A new code; the old one no longer works. For when a picture of it got about."""
        self.ensure_one()
        self.check_access("write")
        self.sudo().check_in_token = self._make_code_token()

    def action_print_check_in_code(self):
        return self.env.ref("loyalty_club.loyalty_activity_report_check_in").report_action(self, config=False)

    def _check_in(self, partner, visit):
        """Record that a member is here.

        :param res.partner partner: who it is
        :param str visit: a text of the page that was opened; sending it twice checks in once
        :return: (account or empty recordset, the ledger entries)
        """
        self.ensure_one()
        program_sudo = self.sudo().program_id
        account_sudo = program_sudo._get_account(partner)
        if not account_sudo and program_sudo.enrollment == "auto" and program_sudo._is_earning():
            account_sudo = program_sudo._join(partner)
        if not account_sudo:
            return account_sudo, self.env["loyalty.ledger.entry"]
        entries = account_sudo._record_activities(
            [
                {
                    "card_id": account_sudo.id,
                    "trigger": "check_in",
                    "key": f"check_in,{visit}",
                    "activity_id": self.id,
                    "origin_model": self._name,
                    "origin_id": self.id,
                }
            ]
        )
        return account_sudo, entries
