"""Rewards at home: what a member claimed, and what can be claimed."""

from uuid import uuid4

from odoo import fields
from odoo.exceptions import UserError
from odoo.http import request, route

from .portal import ClubPortal

PAGE = "/my/club/rewards"


class ClubRewardPortal(ClubPortal):
    def _get_own_accounts(self):
        """The customer's club accounts (superuser mode)."""
        return (
            request.env["loyalty.card"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", request.env.user.partner_id.id),
                    ("is_club", "=", True),
                    ("program_id.active", "=", True),
                ]
            )
        )

    def _get_own_claim(self, claim_id):
        """The customer's own claim, or an empty recordset (superuser mode)."""
        return (
            request.env["loyalty.reward.claim"]
            .sudo()
            .search([("id", "=", claim_id), ("card_id", "in", self._get_own_accounts().ids)])
        )

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if not counters:
            values["has_club_account"] = bool(self._get_own_accounts())
        return values

    def _get_own_coupons(self):
        """Coupon codes of the customer that can still be used, wherever they come from."""
        today = fields.Date.context_today(request.env.user)
        coupons_sudo = (
            request.env["loyalty.card"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", request.env.user.partner_id.id),
                    ("program_id.program_type", "in", ("coupons", "next_order_coupons")),
                    ("program_id.active", "=", True),
                    ("points", ">", 0),
                    "|",
                    ("expiration_date", "=", False),
                    ("expiration_date", ">=", today),
                ],
                order="expiration_date, id",
                limit=50,
            )
        )
        return coupons_sudo

    @route(PAGE, type="http", auth="user", website=True)
    def portal_club_rewards(self, **kw):
        accounts_sudo = self._get_own_accounts()
        claims_sudo = (
            request.env["loyalty.reward.claim"].sudo().search([("card_id", "in", accounts_sudo.ids)], limit=100)
        )
        return request.render(
            "loyalty_club.portal_rewards",
            {
                "page_name": "club_rewards",
                "coupons": self._get_own_coupons(),
                "claims": claims_sudo,
                "offers": [(card_sudo, card_sudo._get_claimable()) for card_sudo in accounts_sudo],
                "problem": request.session.pop("club_reward_problem", None),
                "done": request.session.pop("club_reward_done", None),
                "request_key": uuid4().hex,
            },
        )

    @route(f"{PAGE}/claim", type="http", auth="user", website=True, methods=["POST"])
    def portal_club_reward_claim(self, card_id, reward_id, request_key, note=None, **kw):
        """The member claims a voucher or a service; the same form sent twice claims once."""
        card_sudo = self._get_own_accounts().filtered(lambda card: str(card.id) == card_id)
        reward_sudo = card_sudo.program_id.reward_ids.filtered(lambda reward: str(reward.id) == reward_id)
        if card_sudo and reward_sudo:
            done = request.env._("“%s” is yours.", reward_sudo.description)
            key = f"portal,{card_sudo.id},{reward_sudo.id},{request_key[:64]}"
            self._try(lambda: self._claim(card_sudo, reward_sudo, key, note), done)
        return request.redirect(PAGE)

    def _claim(self, card_sudo, reward_sudo, key, note):
        """
        :raise UserError: the member cannot have it, or has sent this form before and given the reward back since
        """
        claim = card_sudo._claim_reward(reward_sudo, key=key, note=(note or "")[:2000] or None, by_member=True)
        if claim.state == "cancelled":
            raise UserError(
                request.env._(
                    "You gave “%s” back after sending this form. Claim it anew on this page if you want it again.",
                    reward_sudo.description,
                )
            )

    @route(f"{PAGE}/<int:claim_id>/cancel", type="http", auth="user", website=True, methods=["POST"])
    def portal_club_reward_cancel(self, claim_id, **kw):
        """The member gives a claim back that staff have not taken up, or a coupon that is not used."""
        claim_sudo = self._get_own_claim(claim_id)
        if claim_sudo and claim_sudo._may_be_cancelled_by_member():
            done = request.env._("“%s” is cancelled; your points are back.", claim_sudo.reward_id.description)
            self._try(claim_sudo.action_cancel, done)
        return request.redirect(PAGE)

    def _try(self, action, done):
        """Do it wholly or not at all, and tell the member on the next page."""
        try:
            with request.env.cr.savepoint():
                action()
            request.session["club_reward_done"] = done
        except UserError as error:
            request.session["club_reward_problem"] = str(error)
