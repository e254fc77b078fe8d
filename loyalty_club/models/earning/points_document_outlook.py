"""What documents keep: looked at before something is changed, nothing is booked."""

from odoo import models

from ...engine.points import ZERO, exact
from .sale_trace import Trace


class LoyaltyPointsDocument(models.AbstractModel):
    _inherit = "loyalty.points.document"

    def _get_kept_points(self):
        """{account: (points that the document keeps of what it earned, points that its rewards cost)} as things are."""
        self.ensure_one()
        traces = self._load_traces()
        kept = {}
        for card, result in self._get_order_results().items():
            trace = traces.get((self.id, card.id, "accrual")) or Trace()
            target = self._get_accrual_target(card, result, trace)
            kept[card] = (target.points or ZERO) if trace.count else ZERO, ZERO
        for (card_id, _line), (_reward_line, cost) in self._get_redemption_targets(traces).items():
            card = self.env["loyalty.card"].browse(card_id)
            earned, spent = kept.get(card, (ZERO, ZERO))
            kept[card] = earned, spent + cost
        return kept

    def _get_lapsed_points(self, card):
        """Points (Decimal) that the document gave to the account and that expired since: they count as taken back."""
        self.ensure_one()
        trace = self._load_traces().get((self.id, card.id, "accrual")) or Trace()
        originals = self.env["loyalty.card"]._load_originals([entry.ref for entry in trace.posted], {})
        return sum((original.expired for original in originals.values()), ZERO)

    def _get_pending_points(self, card):
        """Points (Decimal) of the document that the account cannot spend yet."""
        entries = self.env["loyalty.ledger.entry"].search(
            [
                ("card_id", "in", card._get_family().ids),
                ("origin_model", "=", self._name),
                ("origin_id", "=", self.id),
                ("state", "=", "pending"),
            ]
        )
        return exact(sum(entries.mapped("points")))
