"""What a member needs for the next tier, and to keep the present one."""

from odoo import api, fields, models
from odoo.tools import format_date

from ...engine.tier_values import NO_TIER, State
from ...engine.tiers import History

BASIS = [("points", "Points"), ("amount", "Purchases"), ("orders", "Number of purchases")]


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    next_tier_id = fields.Many2one("loyalty.tier", compute="_compute_tier_outlook")
    next_tier_missing = fields.Float(
        "Missing for the next tier",
        digits=(16, 2),
        compute="_compute_tier_outlook",
        help="Points, money in the club's currency, or purchases: see what it is counted in.",
    )
    next_tier_basis = fields.Selection(BASIS, "Counted in", compute="_compute_tier_outlook")
    next_tier_text = fields.Char("Next tier needs", compute="_compute_tier_outlook")
    next_tier_ways = fields.Json(
        compute="_compute_tier_outlook",
        help="Each minimum of the next tier: what it is counted in, the minimum, and how much counts by now.",
    )
    tier_keep_missing = fields.Float("Missing to keep the tier", digits=(16, 2), compute="_compute_tier_outlook")
    tier_keep_basis = fields.Selection(BASIS, "Kept with", compute="_compute_tier_outlook")
    tier_keep_text = fields.Char("To keep the tier", compute="_compute_tier_outlook")

    @api.depends("tier_id", "tier_expires_on", "tier_by_membership", "ledger_ids")
    @api.depends_context("lang")
    def _compute_tier_outlook(self):
        """One query of the ledger for each club, whatever the number of members."""
        names = ["next_tier_id", "next_tier_missing", "next_tier_basis", "next_tier_text", "next_tier_ways"]
        names += ["tier_keep_missing", "tier_keep_basis", "tier_keep_text"]
        for card in self:
            card.update(dict.fromkeys(names, False))
        members = self.filtered(lambda card: card.is_club and card.program_id.has_tiers)
        for program, cards in members.grouped("program_id").items():
            ladder, tiers = program._get_ladder(), program._get_tiers()
            today = program._get_local_day(self.env.cr.now())
            events = cards.sudo()._load_tier_events(cards.ids, program) if cards.ids else {}
            for card in cards:
                history = History([event for event in events.get(card._origin.id, ()) if event.day <= today])
                rank = tiers.ids.index(card.tier_id.id) if card.tier_id in tiers else NO_TIER
                state = State(
                    rank, card.tier_reached_on, card.tier_expires_on, card.tier_keep_from, card.tier_rise_from
                )
                card._set_next_tier(ladder, tiers, state, history, today)
                card._set_keeping(ladder, tiers, state, history, today)

    def _set_next_tier(self, ladder, tiers, state, history, today):
        if state.rank + 1 >= len(tiers):
            return
        self.next_tier_id = tier = tiers[state.rank + 1]
        wanted, counted = ladder.tiers[state.rank + 1], ladder.rising(history, state, today)
        self.next_tier_ways = [
            {
                "basis": name,
                "minimum": float(minimum),
                "counted": float(min(max(getattr(counted, name), 0), minimum)),
            }
            for name, minimum in wanted.minimums.items()
        ]
        missing = wanted.missing(counted, ladder.settings.qualify)
        if missing:
            self.next_tier_basis, self.next_tier_missing = missing[0], float(missing[1])
            self.next_tier_text = self.env._(
                "%(missing)s to %(tier)s", missing=tier._format_minimum(*missing), tier=tier.name
            )

    def _set_keeping(self, ladder, tiers, state, history, today):
        """A tier that was set by hand, or paid for, ends on its day, whatever is bought."""
        last, settings = state.expires_on, ladder.settings
        if self.tier_by_membership:
            self.tier_keep_text = self.env._("%s comes with the paid membership", self.tier_id.name)
            return
        if state.rank == NO_TIER or not last or self.tier_manual_until or settings.downgrade == "never":
            return
        tier, day = tiers[state.rank], format_date(self.env, last)
        missing = ladder.tiers[state.rank].missing(ladder.keeping(history, state, max(last, today)), settings.qualify)
        if settings.keep == "months_after_purchase":
            self.tier_keep_text = self.env._("Another purchase up to %(day)s keeps %(tier)s", day=day, tier=tier.name)
        elif not missing:
            self.tier_keep_text = self.env._("%(tier)s is kept after %(day)s, too", day=day, tier=tier.name)
            return
        else:
            self.tier_keep_text = self.env._(
                "%(missing)s more up to %(day)s to keep %(tier)s",
                missing=tier._format_minimum(*missing),
                day=day,
                tier=tier.name,
            )
        if missing:
            self.tier_keep_basis, self.tier_keep_missing = missing[0], float(missing[1])
