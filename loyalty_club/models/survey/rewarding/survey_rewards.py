"""What completed surveys earn.

A reward is an activity rule; its key is the survey, or the survey and what the invitation asked about. An entry whose
answer still stands keeps everything else of that key from being paid; where the answer was deleted or opened again, its
points went, and the next completed answer earns them again, with a key of its own.
"""

from dataclasses import dataclass, field
from typing import Any

from odoo import models

from ....engine.surveys import Share

TRIGGER = "survey_completed"


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
    event: dict = field(default_factory=dict)

    @property
    def base(self):
        """The key of the occasion, without which of several rounds it is."""
        return self.answer.club_invitation_id._get_reward_key(self.activity, self.answer.survey_id)

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
        """Pay what these answers, completed just now, earn; note what became of each reward."""
        answers = self.sudo()
        for invitation in answers.club_invitation_id:
            answer = answers.filtered(lambda answer, invitation=invitation: answer.club_invitation_id == invitation)[:1]
            if not answer.test_entry:
                invitation._mark_completed(answer)
        if TRIGGER not in self.env["loyalty.program"]._get_triggers_in_use():
            return
        rewards = [reward for answer in answers for reward in answer._list_rewards()]
        for reward in rewards:
            reward.reason = reward.answer._get_refusal(reward)
        self._pay_rewards([reward for reward in rewards if not reward.reason])
        for answer in answers:
            values = [reward.as_values() for reward in rewards if reward.answer == answer]
            if values:
                answer.club_outcome = values

    def _get_club_partner(self):
        """Who answered: the invited member, else the one that Odoo knows."""
        self.ensure_one()
        return self.club_invitation_id.partner_id or self.partner_id

    def _list_rewards(self):
        """The rewards of the answering member's clubs for this survey."""
        self.ensure_one()
        partner = self._get_club_partner()
        accounts = partner._get_accounts_by_partner(TRIGGER).get(partner, ()) if partner else ()
        if not accounts:
            return []
        rules = self.env["loyalty.activity"]._get_survey_rewards(accounts.program_id, self.survey_id)
        share = self._get_answered_share()
        return [
            Reward(self, card, rule, share) for rule in rules for card in accounts if card.program_id == rule.program_id
        ]

    def _get_refusal(self, reward):
        """Why an answer earns nothing, whatever was paid before; empty: it may earn."""
        rule, card = reward.activity, reward.card
        terms, today = rule._get_terms(), card.program_id._get_local_day(self.env.cr.now())
        refusals = (
            ("test", self.test_entry),
            ("rests", not card._may_earn() or not card.program_id.active),
            ("dates", not terms.are_on(today)),
            ("tier", not terms.are_for_tier(card.tier_id.id)),
            ("no_order", rule.survey_per == "order" and not self.club_invitation_id.origin_id),
            ("share", not reward.share.is_enough(rule.survey_min_share)),
        )
        return next((reason for reason, holds in refusals if holds), "")

    def _pay_rewards(self, rewards):
        """Book rewards that nothing speaks against; limits, budgets, approval and older payments are looked at here."""
        if not rewards:
            return
        known = self._get_earlier_entries(rewards)
        for reward in rewards:
            reward.key = self._get_round_key(reward, known.get((reward.card.id, reward.activity.id), ()))
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

        :return: {(account id, activity id): entries}
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
        found = {}
        for entry in entries:
            found.setdefault((entry.card_id._get_survivor().id, entry.activity_id.id), []).append(entry)
        return found

    def _get_round_key(self, reward, entries):
        """The key of a payment: that of the occasion, or of the next round where what was paid for it has no ground
        any more. None: something is paid for it, or staff took it back while its answer stands.
        """
        mine = f",{reward.activity.id}"
        bases = (f"{reward.base}{mine}", f"{reward.base},again,")
        earlier = [entry for entry in entries if entry.key == bases[0] or (entry.key or "").startswith(bases[1])]
        if not earlier:
            return reward.base
        others = self.sudo().browse({entry.origin_id for entry in earlier} - {reward.answer.id}).exists()
        own = [entry for entry in earlier if entry.origin_id == reward.answer.id]
        left = self.env["loyalty.ledger.entry"].union(*own)._get_budget_figures() if own else {}
        if any(other._is_standing() for other in others) or any(count for _points, count in left.values()):
            return None
        return f"{reward.base},again,{reward.answer.id},{len(own) + 1}"

    def _take_back_rewards(self):
        """Answers that no longer stand: what they earned goes, and claims for them are refused."""
        if not self.ids or TRIGGER not in self.env["loyalty.program"]._get_triggers_in_use():
            return
        self.env["loyalty.card"].sudo()._take_back_activities(self._name, self.ids, [TRIGGER])
        outcomes = self.sudo().filtered("club_outcome")
        outcomes.club_outcome = False
        self.sudo().club_invitation_id.filtered(lambda invitation: invitation.state == "completed")._mark_reopened()
