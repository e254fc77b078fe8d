"""What completed surveys earn.

A reward is an activity rule; its key is the survey, or the survey and what the invitation asked about. An entry whose
answer still stands keeps everything else of that key from being paid; where the answer was deleted or opened again, its
points went, and the next completed answer earns them again, with a key of its own.
"""

from dataclasses import dataclass
from typing import Any

from odoo import models

from ....engine.surveys import Share

TRIGGER = "survey_completed"


@dataclass(frozen=True)
class Earlier:
    """An entry that a survey earned before. ``is_paid``: it is not undone; ``stands``: its answer is still there."""

    key: str
    answer_id: int
    is_paid: bool
    stands: bool


@dataclass
class Reward:
    """One reward that one answer may earn for one account. ``reason``: what became of it."""

    answer: Any
    card: Any
    activity: Any
    share: Share
    reason: str = ""
    key: str = ""
    entry_id: int | None = None

    @property
    def base(self):
        """The key of the occasion, without which of several rounds it is."""
        return self.answer.club_invitation_id._get_reward_key(self.activity, self.answer.survey_id)

    def get_round_key(self, entries):
        """The key of the payment: that of the occasion, or of the next round where what was paid for it has no ground
        any more. None: something is paid for it, or staff took it back while its answer stands.

        :param entries: [Earlier] of this account and rule
        """
        first, again = f"{self.base},{self.activity.id}", f"{self.base},again,"
        earlier = [entry for entry in entries if entry.key == first or entry.key.startswith(again)]
        own = [entry for entry in earlier if entry.answer_id == self.answer.id]
        if any(entry.is_paid or (entry.stands and entry not in own) for entry in earlier):
            return None
        return f"{self.base},again,{self.answer.id},{len(own) + 1}" if earlier else self.base

    def as_values(self):
        """What is kept with the answer."""
        return {
            "activity": self.activity.id,
            "card": self.card.id,
            "reason": self.reason,
            "entry": self.entry_id,
            "share": self.share.percent,
            "minimum": self.activity.survey_min_share,
        }


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    def _reward_answers(self):
        """Pay what these answers, completed just now, earn; note what became of each reward. The number of queries
        does not follow the number of answers.
        """
        answers = self.sudo()
        for answer in answers.filtered(lambda answer: answer.club_invitation_id and not answer.test_entry):
            answer.club_invitation_id._mark_completed(answer)
        if TRIGGER not in self.env["loyalty.program"]._get_triggers_in_use():
            return
        rewards = answers._list_rewards()
        per_order = answers.browse().union(
            *(reward.answer for reward in rewards if reward.activity.survey_per == "order")
        )
        gone = per_order.club_invitation_id._get_gone()
        for reward in rewards:
            reward.reason = reward.answer._get_refusal(reward, gone)
        self._pay_rewards([reward for reward in rewards if not reward.reason])
        noted = {}
        for reward in rewards:
            noted.setdefault(reward.answer, []).append(reward.as_values())
        for answer, values in noted.items():
            answer.club_outcome = values

    def _get_club_partner(self):
        """Who answered: the invited member, else the one that Odoo knows."""
        self.ensure_one()
        return self.club_invitation_id.partner_id or self.partner_id

    def _list_rewards(self):
        """The rewards of the answering members' clubs for their surveys."""
        partners = {answer: answer._get_club_partner() for answer in self}
        accounts = self.env["res.partner"].union(*partners.values())._get_accounts_by_partner(TRIGGER)
        clubs = self.env["loyalty.card"].union(*accounts.values()).program_id
        rules = {
            survey: self.env["loyalty.activity"]._get_survey_rewards(clubs, survey) for survey in self.survey_id
        } if clubs else {}  # fmt: skip
        rewards = []
        for answer, partner in partners.items():
            cards = accounts.get(partner.sudo(), ())
            share = answer._get_answered_share() if cards else None
            rewards += [
                Reward(answer, card, rule, share)
                for rule in rules.get(answer.survey_id, ())
                for card in cards
                if card.program_id == rule.program_id
            ]
        return rewards

    def _get_refusal(self, reward, gone):
        """Why an answer earns nothing, whatever was paid before; empty: it may earn.

        :param gone: invitations about orders that do not stand any more
        """
        rule, card = reward.activity, reward.card
        terms, today = rule._get_terms(), card.program_id._get_local_day(self.env.cr.now())
        refusals = (
            ("test", self.test_entry),
            ("rests", not card._may_earn() or not card.program_id.active),
            ("dates", not terms.are_on(today)),
            ("tier", not terms.are_for_tier(card.tier_id.id)),
            ("no_order", rule.survey_per == "order" and not self.club_invitation_id.origin_id),
            ("order_gone", rule.survey_per == "order" and self.club_invitation_id in gone),
            ("share", not reward.share.is_enough(rule.survey_min_share)),
        )
        return next((reason for reason, holds in refusals if holds), "")

    def _pay_rewards(self, rewards):
        """Book rewards that nothing speaks against; limits, budgets, approval and older payments are looked at here."""
        if not rewards:
            return
        earlier = self._get_earlier_entries(rewards)
        for reward in rewards:
            reward.key = reward.get_round_key(earlier.get((reward.card.id, reward.activity.id), ()))
        due = [reward for reward in rewards if reward.key]
        payments, claims = self.env["loyalty.card"].sudo()._pay_activities([self._get_event(reward) for reward in due])
        paid = {payment.identity: payment for payment in reversed(payments)}
        claimed = {payment.identity for payment in claims}
        for reward in rewards:
            identity = (reward.card.id, f"{reward.key},{reward.activity.id}")
            payment = paid.pop(identity, None)  # of two answers in one batch the first is paid
            if payment and not payment.is_known:
                reward.reason, reward.entry_id = payment.award.reason, payment.entry_id
            else:
                reward.reason = "claim" if identity in claimed else "before"

    def _get_event(self, reward):
        """Values for ``loyalty.card._record_activities``."""
        return {
            "card_id": reward.card.id,
            "trigger": TRIGGER,
            "activity_id": reward.activity.id,
            "survey_id": reward.answer.survey_id.id,
            "key": reward.key,
            "origin_model": self._name,
            "origin_id": reward.answer.id,
        }

    # --- once ---

    def _get_earlier_entries(self, rewards):
        """What these accounts, and those merged into them, were paid by these rules.

        :return: {(account id, activity id): [Earlier]}
        """
        cards = self.env["loyalty.card"].sudo().union(*(reward.card for reward in rewards))._get_family()
        entries = self.env["loyalty.ledger.entry"].sudo().search(
            [
                ("activity_id", "in", list({reward.activity.id for reward in rewards})),
                ("card_id", "in", cards.ids),
                ("kind", "=", "accrual"),
                ("origin_model", "=", self._name),
            ]
        )  # fmt: skip
        left = entries._get_reversible_points() if entries else {}
        answers = self.sudo().browse(set(entries.mapped("origin_id"))).exists()
        standing = set(answers.filtered(lambda answer: answer._is_standing()).ids)
        found = {}
        for entry in entries:
            is_paid = bool(left[entry]) if entry.points else not entry._is_undone()
            earlier = Earlier(entry.key or "", entry.origin_id, is_paid, entry.origin_id in standing)
            found.setdefault((entry.card_id._get_survivor().id, entry.activity_id.id), []).append(earlier)
        return found

    def _take_back_rewards(self):
        """Answers that no longer stand: what they earned goes, and claims for them are refused."""
        answers = self.sudo()
        answers.club_invitation_id.filtered(
            lambda invitation: invitation.state == "completed" and invitation.user_input_id in answers
        )._mark_reopened()
        if not self.ids or TRIGGER not in self.env["loyalty.program"]._get_triggers_in_use():
            return
        self.env["loyalty.card"].sudo()._take_back_activities(self._name, self.ids, [TRIGGER])
        answers.filtered("club_outcome").club_outcome = False
