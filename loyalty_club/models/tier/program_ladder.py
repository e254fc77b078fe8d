"""The tiers of a club as values of the engine."""

from odoo import api, fields, models

from ...engine.tier_values import NO_TIER, Event, State, TierSettings
from ...engine.tiers import History, Ladder

TIER_SETTINGS = (
    "tier_qualify",
    "tier_period",
    "tier_period_months",
    "tier_keep",
    "tier_keep_months",
    "tier_downgrade",
)


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    has_tiers = fields.Boolean(
        compute="_compute_has_tiers", store=True, help="Postings of clubs without tiers do not look for any."
    )

    @api.depends("tier_ids.active")
    def _compute_has_tiers(self):
        for program in self:
            program.has_tiers = any(program.tier_ids.mapped("active"))

    def _get_tiers(self):
        """The tiers in use, lowest first (superuser mode)."""
        self.ensure_one()
        tiers = self.sudo().tier_ids.filtered("active")
        return tiers.sorted(lambda tier: (tier.sequence, tier.id or 0))

    def _get_lowest_tier(self):
        """The tier that asks for nothing: everybody's; may be empty (superuser mode)."""
        lowest = self._get_tiers()[:1]
        return lowest.browse() if lowest._get_minimums() else lowest

    def _get_tier_settings(self):
        """The settings as a value of the engine."""
        self.ensure_one()
        return TierSettings(**{name.removeprefix("tier_"): self[name] for name in TIER_SETTINGS})

    def _get_ladder(self):
        """The tiers and settings as a value of the engine; ``ref`` of a tier is its id."""
        tiers = [tier._get_engine_tier() for tier in self._get_tiers()]
        return Ladder(self.sudo()._get_tier_settings(), tiers)

    def _get_tier_after(self, card, tier, totals, day):
        """Which tier a purchase would lead to; nothing is stored.

        :param card: the member's account; may be empty
        :param tier: the tier that the member has when it is made; may be empty
        :param totals: qualifying values of the purchase (``engine.tier_values.Totals``)
        :param date day: day of the purchase
        :return: (tier afterwards, next tier, (points, amount or orders, how much of it is missing) or None); tiers may
            be empty (superuser mode)
        """
        ladder, tiers, card = self._get_ladder(), self._get_tiers(), card.sudo()
        known = card._load_tier_events(card.ids, self).get(card.id, ()) if card else ()
        history = History([*known, Event(day, totals)])
        rank = tiers.ids.index(tier.id) if tier.id in tiers.ids else ladder.start().rank
        counted = ladder.rising(history, State(rank, rise_from=card.tier_rise_from or None), day)
        rank = max(rank, ladder.rank_of(counted))
        following = tiers[rank + 1 : rank + 2]
        missing = ladder.tiers[rank + 1].missing(counted, ladder.settings.qualify) if following else None
        return tiers.browse() if rank == NO_TIER else tiers[rank], following, missing
