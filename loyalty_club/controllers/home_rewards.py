"""Rewards at home: what a member claimed, and what can be claimed."""

from uuid import uuid4

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .home import ClubHome
from .texts import plain

PAGE = "/my/club/rewards"
CLAIMS = 100


class ClubRewards(ClubHome, http.Controller):
    def _get_own_claims(self, account_sudo):
        """The account's claims; of one that colleagues share, each sees what can be used, and cancels own ones."""
        return request.env["loyalty.reward.claim"].sudo().search([("card_id", "in", account_sudo.ids)], limit=CLAIMS)

    def _is_mine(self, claim_sudo):
        """Whether the visitor made the claim, or it is for the visitor's own account."""
        user = request.env.user
        return claim_sudo.create_uid == user or claim_sudo.card_id.partner_id == user.partner_id

    def _get_own_claim(self, claim_id):
        """The visitor's own claim, or an empty recordset (superuser mode)."""
        claim_sudo = (
            request.env["loyalty.reward.claim"]
            .sudo()
            .search([("id", "=", claim_id), ("card_id", "in", self._get_accounts().ids)])
        )
        return claim_sudo.filtered(self._is_mine)

    @http.route(PAGE, type="http", auth="user", website=True, readonly=True, sitemap=False)
    def my_rewards(self, account=None, **_values):
        account_sudo = self._choose_account(account)
        if account and not account_sudo:
            return request.redirect(PAGE)
        values = {}
        if account_sudo:
            claims_sudo = self._get_own_claims(account_sudo)
            values = {
                "coupons": request.env.user.partner_id._get_own_coupons(),
                "claims": claims_sudo,
                "mine": claims_sudo.filtered(self._is_mine),
                "offers": account_sudo._get_reward_catalogue(),
                "cart_quantity": request.session.get("website_sale_cart_quantity") or 0,
                "request_key": uuid4().hex,
            }
        return self._render_club("loyalty_club.my_rewards", "rewards", account_sudo, **values)

    @http.route(f"{PAGE}/claim", type="http", auth="user", website=True, methods=["POST"], sitemap=False)
    def claim_reward(self, card_id=None, reward_id=None, request_key="", note=None, **_values):
        """The member claims a voucher or a service; the same form sent twice claims once."""
        account_sudo = self._choose_account(card_id) if card_id else self._get_accounts().browse()
        reward_sudo = account_sudo.program_id.reward_ids.filtered(lambda reward: str(reward.id) == reward_id)
        request_key = plain(request_key, 64)
        if account_sudo and reward_sudo and request_key:
            done = request.env._("“%s” is yours.", reward_sudo.description)
            key = f"portal,{account_sudo.id},{reward_sudo.id},{request_key}"
            self._try(lambda: self._claim(account_sudo, reward_sudo, key, plain(note, 2000)), done)
        return self._back_to(PAGE, account_sudo)

    def _claim(self, account_sudo, reward_sudo, key, note):
        """
        :raise UserError: the member cannot have it, or has sent this form before and given the reward back since
        """
        claim = account_sudo._claim_reward(reward_sudo, key=key, note=note or None, by_member=True)
        if claim.state == "cancelled":
            raise UserError(
                request.env._(
                    "You gave “%s” back after sending this form. Claim it anew on this page if you want it again.",
                    reward_sudo.description,
                )
            )

    @http.route(
        f"{PAGE}/<int:claim_id>/cancel", type="http", auth="user", website=True, methods=["POST"], sitemap=False
    )
    def cancel_claim(self, claim_id, **_values):
        """The member gives a claim back that staff have not taken up, or a coupon that is not used."""
        claim_sudo = self._get_own_claim(claim_id)
        if claim_sudo and claim_sudo._may_be_cancelled_by_member():
            done = request.env._("“%s” is cancelled; your points are back.", claim_sudo.reward_id.description)
            self._try(claim_sudo.action_cancel, done)
        return self._back_to(PAGE, claim_sudo.card_id)
