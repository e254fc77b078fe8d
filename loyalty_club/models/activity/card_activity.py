"""The one way in for everything a member does that is not a purchase."""

from collections import defaultdict
from datetime import timedelta

from odoo import api, models

from ...engine.activities import award
from ...engine.periods import period_start
from ...engine.points import ZERO, exact
from .activity_event import Member, Payment


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    @api.private
    def _record_activity(self, trigger, *, key, origin=None, at=None, quantity=1, code=None):
        """Book what the club's activity rules pay for something that this member did.

        :param str trigger: see ``loyalty.activity.trigger``
        :param str key: what this is for, for example ``"survey.user_input,42"``; each rule pays once for a key
        :param origin: the record that caused it
        :param datetime at: the moment it counts for (naive UTC), by default now
        :param float quantity: how many or how much, for rules that pay by quantity
        :param str code: only rules with this code (or none) pay
        :return: the ``loyalty.ledger.entry`` of every rule that paid now or for the same key before; may be empty
        """
        self.ensure_one()
        return self._record_activities(
            [
                {
                    "card_id": self.id,
                    "trigger": trigger,
                    "key": key,
                    "origin_model": origin._name if origin else None,
                    "origin_id": origin.id if origin else None,
                    "at": at,
                    "quantity": quantity,
                    "code": code,
                }
            ]
        )

    @api.model
    def _record_activities(self, values_list):
        """Record many events in a constant number of queries; caps count what the same batch pays.

        :param values_list: dicts with the arguments of :meth:`_record_activity` (``origin_model`` and ``origin_id``
            instead of ``origin``) and ``card_id``; also ``survey_id``, for rules of certain surveys, and
            ``activity_id``: only that rule; ``is_approved``: staff accepted it, where that is needed
        :return: the entries in the order of the events
        """
        payments, _claims = self._pay_activities(values_list)
        entry_ids = dict.fromkeys(payment.entry_id for payment in payments if payment.entry_id)
        return self.env["loyalty.ledger.entry"].sudo().browse(entry_ids)

    def _pay_activities(self, values_list):
        """The same, telling what became of each payment.

        :return: ([Payment]: with its entry, ``is_known`` if that is an older one, or why there is none in its
            ``award``; [Payment that became a claim])
        """
        payments, claims = self._match_activities(values_list)
        if claims:
            self.env["loyalty.activity.claim"].sudo()._note_events(claims)
        if not payments:
            return payments, claims
        self._load_known_payments(payments)
        self._award_payments([payment for payment in payments if not payment.is_known])
        posted = [payment for payment in payments if payment.award and payment.award.is_paid]
        posted = self._take_budgets(posted)
        entries = self.sudo()._post_points_batch([self._get_payment_values(payment) for payment in posted])
        for payment, entry_id in zip(posted, entries.ids, strict=True):
            payment.entry_id = entry_id
        self._give_coupons(posted)
        return payments, claims

    # --- which rules pay ---

    def _match_activities(self, values_list):
        """Activities that are for each event.

        :return: ([Payment], [Payment that needs approval first])
        """
        members = self._fetch_members(values_list)
        terms = self._get_terms({event["trigger"] for event in values_list}, members.values())
        now, days = self.env.cr.now().replace(microsecond=0), {}
        payments, claims = [], []
        for event in values_list:
            member = members[event["card_id"]]
            at = event.get("at") or now
            for activity in terms.get((member.program.id, event["trigger"]), ()) if member.may_earn else ():
                if (member.program, at) not in days:
                    days[member.program, at] = member.program._get_local_day(at)
                chosen = event.get("activity_id")
                if chosen and chosen != activity.id:
                    continue
                if activity.are_for(member.tier_id, days[member.program, at], event):
                    payment = Payment(event, activity, member, at, days[member.program, at])
                    to_approve = activity.requires_approval and not event.get("is_approved")
                    (claims if to_approve else payments).append(payment)
        return payments, claims

    def _fetch_members(self, values_list):
        """{card id: Member}, the one who stands for that account now."""
        wanted = self.sudo().browse(dict.fromkeys(event["card_id"] for event in values_list))
        names = ["program_id", "merged_into_id", "membership_state", "joined_on", "tier_id", "active", "partner_id"]
        wanted.fetch(names)
        if wanted.merged_into_id:
            wanted.merged_into_id.fetch(names)
        members = {}
        for card in wanted:
            final = card.merged_into_id or card
            program = final.program_id
            may_earn = final.active and program.active and final._may_earn()
            members[card.id] = Member(final, final.id, program, final.tier_id.id, may_earn)
        return members

    def _get_terms(self, triggers, members):
        """{(program id, trigger): [Terms]}"""
        activities = (
            self.env["loyalty.activity"]
            .sudo()
            .search(
                [
                    ("program_id", "in", list({member.program.id for member in members})),
                    ("trigger", "in", list(triggers)),
                    ("active", "=", True),  # whatever the context of a document says
                ]
            )
        )
        terms = defaultdict(list)
        for activity in activities:
            terms[activity.program_id.id, activity.trigger].append(activity._get_terms())
        return terms

    # --- how much they pay ---

    def _award_payments(self, payments):
        """Let the engine say what each payment is; a key that is there twice is paid once."""
        for payment in payments:
            payment.start = period_start(payment.day, payment.terms.rule.period)
        used = self._get_used([payment for payment in payments if payment.terms.rule.is_limited])
        seen = set()
        for payment in payments:
            if payment.identity in seen:
                continue
            seen.add(payment.identity)
            window = (payment.terms.id, payment.member.id, payment.start)
            points, count = used.get(window, (ZERO, 0))
            quantity = exact(payment.event.get("quantity", 1))
            payment.award = award(payment.terms.rule, quantity, exact(points), count)
            if payment.award.is_paid:
                used[window] = (exact(points) + payment.award.points, count + 1)

    # --- what is booked ---

    def _get_payment_values(self, payment):
        event, terms, paid = payment.event, payment.terms, payment.award
        return {
            "card_id": payment.member.id,
            "points": paid.points,
            "kind": "accrual",
            "key": payment.key,
            "is_new": True,
            "at": payment.at,
            "origin_model": event.get("origin_model"),
            "origin_id": event.get("origin_id"),
            "activity_id": terms.id,
            "qualifying": {"points": paid.points} if terms.is_qualifying else None,
            "explanation": {
                "activity": terms.id,
                "trigger": terms.trigger,
                "quantity": str(exact(event.get("quantity", 1))),
                "reason": paid.reason,
                "due": str(paid.due),
            },
            "description": terms.name,
        }

    def _give_coupons(self, payments):
        """Coupons of activities, one for each payment; the days count from now, also for what is paid late."""
        batches = defaultdict(list)
        for payment in payments:
            if payment.terms.activity.coupon_program_id.active and payment.member.card.partner_id:
                batches[payment.terms.activity].append(payment)
        for activity, given in batches.items():
            today = activity.program_id._get_local_day(self.env.cr.now())
            last_day = today + timedelta(days=activity.coupon_days) if activity.coupon_days else None
            coupons = activity.coupon_program_id._issue_coupons(
                [payment.member.card.partner_id for payment in given],
                expires_on=last_day,
                description=activity.name,
                accounts=[payment.member.card.sudo() for payment in given],
            )
            coupons._remember_activity([payment.entry_id for payment in given])
