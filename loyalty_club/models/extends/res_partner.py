from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    club_account_ids = fields.One2many(
        "loyalty.card", "partner_id", "Club accounts", domain=[("is_club", "=", True)], groups="base.group_user"
    )
    club_account_count = fields.Integer(compute="_compute_club_figures", compute_sudo=True, groups="base.group_user")
    club_points_display = fields.Char(compute="_compute_club_figures", compute_sudo=True, groups="base.group_user")

    # friends of members, joining and sign-up look for the person behind an address; stock has no index for it
    _email_normalized_idx = models.Index("(email_normalized) WHERE email_normalized IS NOT NULL")

    def _compute_club_figures(self):
        accounts = dict(
            self.env["loyalty.card"]._read_group(
                [
                    ("partner_id", "in", self.ids),
                    ("is_club", "=", True),
                    ("company_id", "in", [False, *self.env.companies.ids]),
                ],
                ["partner_id"],
                ["id:recordset"],
            )
        )
        for partner in self:
            cards = accounts.get(partner, self.env["loyalty.card"])
            partner.club_account_count = len(cards)
            partner.club_points_display = cards.points_display if len(cards) == 1 else False

    def action_open_club_accounts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_card_action_member")
        accounts = self.env["loyalty.card"].search([("partner_id", "=", self.id), ("is_club", "=", True)])
        action["domain"] = [("id", "in", accounts.ids)]
        if len(accounts) == 1:
            action.update(view_mode="form", views=[(False, "form")], res_id=accounts.id)
        return action
