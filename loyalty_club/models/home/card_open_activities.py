"""What a member can still do for points, and where."""

from odoo import models

from ...engine.points import exact
from ..activity.activity_event import Member, Payment


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _get_open_activities(self):
        """What the member can still do for points: activities that are for this member today, that are not paid yet and
        whose caps leave something. In a fixed number of queries, whatever the length of the ledger.

        :return: list of dicts: ``activity`` (superuser mode), ``title``, ``gift`` (what it gives, in words), ``hint``
            (a sentence or None), ``url`` (where it is done; None: not in the customer account)
        """
        self.ensure_one()
        card = self.sudo()
        if not card._may_earn():
            return []
        activities = card._get_activities_for_home()
        found = []
        for _trigger, group in activities.grouped("trigger").items():
            found += group._get_home_offers(card)
        places = {activity: number for number, activity in enumerate(activities)}
        offers = [
            {
                "title": offer["activity"].name,
                "gift": offer["activity"]._format_gift(),
                "hint": None,
                **offer,
            }
            for offer in sorted(found, key=lambda offer: places[offer["activity"]])
        ]
        return card._leave_out_paid(offers)

    def _get_activities_for_home(self):
        """The activities of the club that are for this member today and that no claim waits for."""
        activities = self.env["loyalty.activity"].search_fetch([("program_id", "=", self.program_id.id)])
        places = activities._get_home_places()
        waiting = self.home_figures["claims"]
        return activities.filtered(
            lambda activity: (
                (activity.trigger in places or activity._is_claimed())
                and not waiting.get(str(activity.id))
                and activity._is_for(self)
            )
        )

    def _leave_out_paid(self, offers):
        """Leave out what was paid before, and what caps leave nothing of."""
        if not offers:
            return []
        now = self.env.cr.now().replace(microsecond=0)
        today = self.program_id._get_local_day(now)
        member = Member(self, self.id, self.program_id, self.tier_id.id, True)
        payments = []
        for number, offer in enumerate(offers):
            terms = offer["activity"]._get_terms()
            quantity = max(terms.rule.minimum, terms.rule.step, exact(1))
            event = {"key": offer.pop("key", None) or f"home {number}", "quantity": quantity}
            payments.append(Payment(event, terms, member, now, today))
        self._load_known_payments(payments)
        self._award_payments([payment for payment in payments if not payment.is_known])
        return [
            offer for offer, payment in zip(offers, payments, strict=True) if payment.award and payment.award.is_paid
        ]
