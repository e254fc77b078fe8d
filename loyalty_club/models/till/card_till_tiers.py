"""How far a member is from the next tier, and from keeping the present one, for a till to count on with a basket."""

from odoo import fields, models

from ...engine.points import ZERO
from ...engine.tiers import NO_TIER, History, State


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _get_till_tiers(self):
        """{card id: {"next", "keep"}} of the accounts in clubs with tiers (superuser mode)."""
        result = {}
        for program, cards in self.filtered("program_id.has_tiers").grouped("program_id").items():
            ladder, tiers = program._get_ladder(), program._get_tiers()
            today = program._get_local_day(self.env.cr.now())
            events = self._load_tier_events(cards.ids, program)
            for card in cards:
                history = History([event for event in events.get(card.id, ()) if event.day <= today])
                rank = tiers.ids.index(card.tier_id.id) if card.tier_id in tiers else NO_TIER
                dates = (card.tier_reached_on, card.tier_expires_on, card.tier_keep_from, card.tier_rise_from)
                lasts = card.tier_manual_until or card.tier_by_membership
                state = State(rank, *(day or None for day in dates))
                result[card.id] = {
                    "next": _next(ladder, state, history, today),
                    "keep": None if lasts else _keep(ladder, state, history, today),
                }
        return result


def _missing(tier, totals):
    """{points, amount, orders: how much is missing} of what the tier asks for."""
    return {name: float(max(minimum - getattr(totals, name), ZERO)) for name, minimum in tier.minimums.items()}


def _next(ladder, state, history, today):
    """The next tier and what is missing for it; None: there is none."""
    if state.rank + 1 >= len(ladder.tiers):
        return None
    tier = ladder.tiers[state.rank + 1]
    missing = _missing(tier, ladder.rising(history, state, today))
    return {"tier": tier.ref, "missing": missing, "any": ladder.settings.qualify == "any"}


def _keep(ladder, state, history, today):
    """The last day of the present tier and what is missing to keep it; None: it does not end by itself."""
    if state.rank == NO_TIER or not state.expires_on or ladder.settings.downgrade == "never":
        return None
    tier, last = ladder.tiers[state.rank], state.expires_on
    missing = _missing(tier, ladder.keeping(history, state, max(last, today)))
    return {"until": fields.Date.to_string(last), "missing": missing, "any": ladder.settings.qualify == "any"}
