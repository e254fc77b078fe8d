"""Who may have a reward now: dates, tier, limit per member and budget."""

from collections import defaultdict
from datetime import datetime

from odoo import models
from odoo.tools import SQL, format_date

from ...engine.periods import period_start
from ...engine.points import exact
from ...engine.rewards import Offer, Taker, pieces_left, pieces_of, refusal


class LoyaltyReward(models.Model):
    _inherit = "loyalty.reward"

    def _get_offers(self, origin=None):
        """The conditions of the rewards as values of the engine, without their prices.

        :param origin: the document that asks; what it takes already is no hindrance to it
        :return: {reward: Offer}
        """
        left = self._get_left(origin)
        return {
            reward: Offer(
                date_from=reward.date_from or None,
                date_to=reward.date_to or None,
                min_rank=self._get_rank(reward.sudo().min_tier_id),
                limit=reward.limit_per_member if reward.has_member_limit else None,
                count_left=left[reward][0] if reward.has_count_budget else None,
                amount_left=left[reward][1] if reward.has_amount_budget else None,
            )
            for reward in self
        }

    @staticmethod
    def _get_rank(tier):
        """Where the tier stands among those of its club: of two tiers the higher one has the greater rank."""
        return (tier.sequence, tier.id) if tier else None

    def _get_takers(self, card, origin=None):
        """{reward: the member as a value of the engine}; ``card``: the account that pays (superuser mode)."""
        taken = self.filtered("has_member_limit")._get_taken(card, origin)
        rank = self._get_rank(card.tier_id)
        active = card.membership_state == "active"
        return {reward: Taker(active=active, rank=rank, taken=taken.get((reward.id, card.id), 0)) for reward in self}

    def _get_refusals(self, card, amounts=None, origin=None):
        """Why a member cannot have these rewards of the club today; points are not looked at.

        :param card: the account that pays
        :param amounts: {reward: money (club currency) that it would cost}
        :param origin: the document that asks, when it may have taken some of them before
        :return: {reward: engine's reason}, only rewards that are refused
        """
        card_sudo, origin = card.sudo(), origin and origin._origin
        takers, offers = self._get_takers(card_sudo, origin), self._get_offers(origin)
        refused = {}
        for reward in self:
            day = reward.program_id._get_local_day(self.env.cr.now())
            amount = exact((amounts or {}).get(reward, 0))
            reason = refusal(offers[reward], takers[reward], day, amount=amount)
            if reason:
                refused[reward] = reason
        return refused

    def _get_pieces_left(self, card, origin=None):
        """How many pieces limit and budget leave to the member; None: as many as there are points for."""
        self.ensure_one()
        origin = origin and origin._origin
        return pieces_left(self._get_offers(origin)[self], self._get_takers(card.sudo(), origin)[self])

    def _describe_refusal(self, reason, card):
        """What a person reads about a refusal (see :meth:`_get_refusals`)."""
        self.ensure_one()
        periods = dict(self._fields["limit_period"]._description_selection(self.env))
        words = {"reward": self.description, "member": card.sudo().partner_id.display_name or card.sudo().code}
        return {
            "inactive": lambda: self.env._(
                "%(member)s is no active member at present and cannot spend points.", **words
            ),
            "early": lambda: self.env._(
                "“%(reward)s” is given from %(day)s on.", day=format_date(self.env, self.date_from), **words
            ),
            "late": lambda: self.env._(
                "“%(reward)s” was given until %(day)s. Choose another reward.",
                day=format_date(self.env, self.date_to),
                **words,
            ),
            "tier": lambda: self.env._(
                "“%(reward)s” is for members from %(tier)s on. Choose another reward.",
                tier=self.sudo().min_tier_id.name,
                **words,
            ),
            "limit": lambda: self.env._(
                "%(member)s has had “%(reward)s” as often as a member can: %(limit)s times %(period)s. "
                "Choose another reward.",
                limit=self.limit_per_member,
                period=periods[self.limit_period],
                **words,
            ),
            "count": lambda: self.env._("“%(reward)s” has run out. Choose another reward.", **words),
            "amount": lambda: self.env._(
                "What is left of the budget of “%(reward)s” does not suffice. Choose another reward.", **words
            ),
            "points": lambda: self.env._(
                "%(member)s has not enough points for “%(reward)s”: it costs %(price)s.",
                price=card.sudo()._format_points(self.required_points),
                **words,
            ),
        }[reason]()

    def _tell_member(self, reason, card):
        """The same, briefly and to the member; points that are missing are told by who knows how many."""
        self.ensure_one()
        periods = dict(self._fields["limit_period"]._description_selection(self.env))
        return {
            "inactive": card.sudo()._tell_resting,
            "early": lambda: self.env._("From %s on.", format_date(self.env, self.date_from)),
            "late": lambda: self.env._("It was given until %s.", format_date(self.env, self.date_to)),
            "tier": lambda: self.env._("For members from %s on.", self.sudo().min_tier_id.name),
            "limit": lambda: self.env._(
                "You have had it as often as a member can: %(limit)s times %(period)s.",
                limit=self.limit_per_member,
                period=periods[self.limit_period],
            ),
            "count": lambda: self.env._("It has run out."),
            "amount": lambda: self.env._("It has run out."),
        }[reason]()

    # --- how often a member had it ---

    def _get_taken(self, cards, origin=None):
        """Pieces of these rewards that members had in the present period, by the ledger: redemptions less undos.

        :param cards: accounts; what was merged into them counts
        :param origin: a document that does not count
        :return: {(reward id, card id): pieces}
        """
        if not self or not cards:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT e.reward_id, COALESCE(c.merged_into_id, c.id),
                       SUM(-e.points) - COALESCE(SUM((
                           SELECT SUM(undo.points) FROM (
                               SELECT r.points FROM loyalty_ledger_entry r WHERE r.reversed_id = e.id
                                UNION ALL
                               SELECT again.points FROM loyalty_ledger_entry r
                                 JOIN loyalty_ledger_entry again ON again.reversed_id = r.id
                                WHERE r.reversed_id = e.id) undo)), 0)
                  FROM loyalty_ledger_entry e
                  JOIN loyalty_card c ON c.id = e.card_id
                  JOIN (VALUES %(starts)s) AS period (reward_id, start) ON period.reward_id = e.reward_id
                 WHERE e.kind = 'redemption' AND e.posted_at >= period.start
                   AND (%(origin)s::int IS NULL
                        OR (e.origin_model, e.origin_id) IS DISTINCT FROM (%(model)s::text, %(origin)s::int))
                   AND e.card_id IN (SELECT id FROM loyalty_card
                                      WHERE id = ANY(%(cards)s) OR merged_into_id = ANY(%(cards)s))
              GROUP BY e.reward_id, COALESCE(c.merged_into_id, c.id), e.origin_model, COALESCE(e.origin_id, -e.id)
                """,
                starts=SQL(", ").join(
                    SQL("(%s, %s::timestamp)", reward.id, reward._get_period_start()) for reward in self
                ),
                cards=cards.ids,
                model=origin and origin._name,
                origin=origin and origin.id,
            )
        )
        rewards = {reward.id: reward for reward in self}
        taken = defaultdict(int)
        for reward_id, card_id, points in rows:
            taken[reward_id, card_id] += rewards[reward_id]._count_pieces(points)
        return dict(taken)

    def _count_pieces(self, points):
        """Pieces that ``points`` spent by one document stand for: free products are counted, the rest is one piece."""
        counted = self.reward_type == "product" and not self.clear_wallet
        return pieces_of(exact(points), exact(self.required_points) if counted else exact(0))

    def _get_period_start(self):
        """The moment (naive UTC) at which the present period of the limit began."""
        self.ensure_one()
        day = period_start(self.program_id._get_local_day(self.env.cr.now()), self.limit_period)
        return self.program_id._get_midnight(day) if day else datetime(1900, 1, 1)
