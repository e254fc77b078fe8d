"""The member's own page: an address that nobody can guess, on receipts and cards as a QR code."""

import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

MEMBER_PATH = "/club/m/"


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    link_token = fields.Char(
        copy=False, readonly=True, groups="loyalty_club.group_club_user,loyalty_club.group_club_auditor"
    )
    member_url = fields.Char(
        "Member page",
        compute="_compute_member_url",
        groups="loyalty_club.group_club_user,loyalty_club.group_club_auditor",
    )

    _club_code_idx = models.Index("(code text_pattern_ops) WHERE is_club")
    _link_token_uniq = models.UniqueIndex("(link_token) WHERE link_token IS NOT NULL")

    @api.depends("link_token")
    def _compute_member_url(self):
        for card in self:
            token = card.sudo().link_token
            card.member_url = f"{card.get_base_url()}{MEMBER_PATH}{token}" if token else False

    def _make_link_tokens(self):
        """Give a token to those of these accounts that have none: one statement, and none where all have one."""
        bare = self.sudo().filtered(lambda card: card.is_club and not card.link_token)
        if not bare:
            return
        tokens = SQL(", ").join(SQL("(%s, %s)", card_id, secrets.token_urlsafe(16)) for card_id in bare.ids)
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_card c SET link_token = new.token FROM (VALUES %s) AS new (id, token)
                 WHERE c.id = new.id AND c.link_token IS NULL
                """,
                tokens,
            )
        )
        self.env["loyalty.card"].invalidate_model(["link_token", "member_url", "till_status"], flush=False)

    def _get_member_url(self):
        """The address of the member's page; it works until the link is renewed."""
        self.ensure_one()
        self._make_link_tokens()
        return self.sudo().member_url

    def action_renew_link(self):
        """A new address for the member's page; the old one no longer works. For club managers and the member.

        :raise AccessError: somebody else asks
        """
        for card in self:
            if not card._may_renew_link():
                raise AccessError(self.env._("Only club managers and the member may renew the address of the page."))
            (card._get_family() - card).sudo().link_token = False  # what was merged into it led here, too
            card.sudo().link_token = secrets.token_urlsafe(16)

    def _may_renew_link(self):
        if self.env.su or self.sudo().partner_id == self.env.user.partner_id:
            return True
        return self.env.user.has_group("loyalty_club.group_club_manager") and self.has_access("write")

    def action_open_member_page(self):
        """Open the page as the member sees it."""
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": self._get_member_url(), "target": "new"}

    @api.model
    def _find_by_token(self, token):
        """The account behind a link; what was merged stands for its survivor. May be empty; superuser mode."""
        accounts = self.sudo().with_context(active_test=False)
        if not token or len(token) > 64 or "\0" in token:
            return accounts.browse()
        found = accounts.search([("link_token", "=", token), ("is_club", "=", True)], limit=1)
        return found._get_survivor()
