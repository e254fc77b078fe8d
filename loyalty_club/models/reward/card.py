"""Members and their rewards: claiming, and what every redemption is checked for."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import clean_context

from ...engine.points import exact
from .reward import CLAIMED_TYPES


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    claim_ids = fields.One2many(
        "loyalty.reward.claim",
        "card_id",
        "Claims",
        readonly=True,
        groups="loyalty_club.group_club_user,loyalty_club.group_club_auditor",
    )
    claim_count = fields.Integer("Number of claims", compute="_compute_claim_count")

    @api.depends("claim_ids")
    def _compute_claim_count(self):
        rows = (
            self.env["loyalty.reward.claim"].sudo()._read_group([("card_id", "in", self.ids)], ["card_id"], ["__count"])
        )
        counts = {card.id: count for card, count in rows}
        for card in self:
            card.claim_count = counts.get(card.id, 0)

    # --- claiming ---

    @api.private
    def _claim_reward(self, reward, *, key=None, note=None, by_member=False):
        """Claim a voucher or a service for this member: takes the points, gives the coupon at once.

        :param reward: ``loyalty.reward`` of the member's club
        :param str key: the click or request; the same one again returns the claim that it made
        :param str note: what the member asks for
        :return: the ``loyalty.reward.claim`` (superuser mode)
        :raise UserError: the member cannot have it; the sentence says why
        """
        self.ensure_one()
        card = self.sudo()._get_survivor()
        Claim = self.env(su=True, context=clean_context(self.env.context))["loyalty.reward.claim"]
        card._lock_accounts(card.ids)
        known = key and Claim.search([("card_id", "=", card.id), ("request_key", "=", key)], limit=1)
        if known:
            return known
        reward = reward.sudo()
        card._check_claim(reward)
        claim = Claim.create(
            {
                "card_id": card.id,
                "reward_id": reward.id,
                "points": reward.required_points,
                "claimed_at": self.env.cr.now().replace(microsecond=0),
                "by_member": by_member,
                "user_id": reward.responsible_id.id,
                "note": note,
                "request_key": key,
                "state": "requested",
            }
        )
        claim._book()
        return claim

    def _check_claim(self, reward):
        """
        :raise UserError: the member cannot claim the reward now
        """
        problem = self._get_claim_problems(reward)[reward]
        if problem:
            raise UserError(problem)

    def _get_claim_problems(self, rewards):
        """Why this member cannot claim rewards now.

        :return: {reward: a sentence, or False where it can be claimed}
        """
        self.ensure_one()
        card = self.sudo()
        refusals = rewards.sudo()._get_refusals(card)
        spendable = card._get_spendable()[card]
        problems = {}
        for reward in rewards:
            reward_sudo = reward.sudo()
            reason = refusals.get(reward)
            if not reason and spendable < exact(reward.required_points):
                reason = "points"
            refused = reason and reward_sudo._describe_refusal(reason, card)
            problems[reward] = card._get_claim_obstacle(reward_sudo) or refused or False
        return problems

    def _get_claim_obstacle(self, reward):
        """Why nobody could claim the reward with this account, as a sentence; False: it could be claimed."""
        if reward.reward_type not in CLAIMED_TYPES:
            return self.env._(
                "“%s” is part of a purchase: put it on the order. Only vouchers and services are claimed by "
                "themselves.",
                reward.description,
            )
        program, today = self.program_id, self.program_id._get_local_day(self.env.cr.now())
        over = (program.date_from and today < program.date_from) or (program.date_to and today > program.date_to)
        if reward.program_id != program or not reward.active or not program.active or over:
            return self.env._("“%s” is no reward of this member's club at present.", reward.description)
        if not self.active:
            return self.env._("The account %s is archived. Restore it first.", self.code)
        return reward._get_voucher_problem() if reward.reward_type == "voucher" else False

    def _tell_price(self, reward):
        """The price of a reward and what the member has, as a sentence to the member."""
        self.ensure_one()
        return self.env._(
            "It costs %(price)s; you have %(balance)s.",
            price=self._format_points(reward.required_points),
            balance=self.points_display,
        )

    def action_claim_reward(self):
        """Ask which reward, then claim it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_reward_claim_wizard_action")
        action["context"] = {"default_card_id": self.id}
        return action

    def action_open_claims(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_reward_claim_action")
        action["domain"] = [("card_id", "=", self.id)]
        action["context"] = {}
        return action

    # --- the door ---

    @api.model
    def _post_points_batch(self, values_list):
        """Limits per member hold for whatever spends points: they are looked at when the accounts are locked."""
        limited = self._get_limited(values_list)
        known = self._get_known_entries(limited) if limited else set()
        entries = super()._post_points_batch(values_list)
        fresh = [values for values in limited if (values["card_id"], values.get("key")) not in known]
        if fresh:
            self._check_limits(fresh)
        return entries

    def _get_limited(self, values_list):
        """The redemptions of rewards that are limited per member; what may lead below zero is never refused."""
        spent = [
            values
            for values in values_list
            if values["kind"] == "redemption" and values.get("reward_id") and not values.get("arrears_cause")
        ]
        rewards = self.env["loyalty.reward"].sudo().browse({values["reward_id"] for values in spent})
        limited = set(rewards.filtered("has_member_limit").ids) if spent else set()
        return [values for values in spent if values["reward_id"] in limited]

    def _get_known_entries(self, values_list):
        """{(card id, key)} of those that are booked already."""
        rows = self.env.execute_query(
            SQL(
                "SELECT card_id, key FROM loyalty_ledger_entry WHERE key = ANY(%s) AND card_id = ANY(%s)",
                [values["key"] for values in values_list if values.get("key")],
                [values["card_id"] for values in values_list],
            )
        )
        return set(rows)

    def _check_limits(self, values_list):
        """
        :raise UserError: a member has now had a reward more often than its limit
        """
        rewards = self.env["loyalty.reward"].sudo().browse({values["reward_id"] for values in values_list})
        cards = self.sudo().browse({values["card_id"] for values in values_list})._get_survivor()
        for (reward_id, card_id), pieces in rewards._get_taken(cards).items():
            reward = rewards.browse(reward_id)
            if pieces > reward.limit_per_member:
                raise UserError(reward._describe_refusal("limit", self.browse(card_id)))

    # --- merging ---

    @api.private
    def _merge_into(self, target):
        """Claims follow their member's points."""
        sources = self - target
        result = super()._merge_into(target)
        if sources:
            claims = self.env["loyalty.reward.claim"].sudo().search([("card_id", "in", sources.ids)])
            claims.write({"card_id": target.id})
        return result
