"""Documents that book points: what should be booked by now is compared with what is."""

from odoo import models

from ...engine.document import kept_points, steps_to
from ...engine.points import ZERO, exact, round_points
from .sale_trace import Target, Trace


class LoyaltyPointsDocument(models.AbstractModel):
    """Documents are compared with the ledger: what should be booked by now, less what is booked, is posted.

    So whatever happened to a document (lines changed, returns, credit notes, payments, in any order), the postings are
    the difference; nothing is posted twice and an undo needs no memory but the ledger.

    What a document says of itself is in the hooks at the end, and in ``points_document_values``.
    """

    _name = "loyalty.points.document"
    _description = "Document That Books Points"

    def _sync_points(self):
        """Post what is missing for these documents: one accrual per account, one redemption per reward line, or the
        difference to what was posted before.

        :return: None
        :raise UserError: rewards cost more points than may be spent
        """
        documents = self.sudo().with_context(active_test=False)
        traces = documents._load_traces()
        give_back, accruals, take_back, redemptions = [], [], [], []
        for document in documents:
            document._plan_redemptions(traces, give_back, redemptions)
            document._plan_accruals(traces, accruals, take_back)
        Card = self.env["loyalty.card"].sudo()
        batches = [batch for batch in (give_back, accruals, take_back, redemptions) if batch]
        if len(batches) > 1:
            Card._lock_accounts(
                [
                    values["entry"].card_id.id if "entry" in values else values["card_id"]
                    for batch in batches
                    for values in batch
                ]
            )
        Card._post_reversals(give_back)
        if take_back:
            Card._post_points_batch(accruals)
            Card._post_reversals(take_back)
            Card._post_points_batch(redemptions)
        else:
            Card._post_points_batch(accruals + redemptions)
        documents._after_sync(traces)

    # --- accruals ---

    def _plan_accruals(self, traces, accruals, take_back):
        """Compare what each account should have earned with what it has."""
        results = self._get_order_results()
        known = {key[1] for key in traces if key[0] == self.id and key[2] == "accrual"}
        for card in self.env["loyalty.card"].sudo().browse(sorted(known | {card.id for card in results})):
            trace = traces.get((self.id, card.id, "accrual")) or Trace()
            target = self._get_accrual_target(card, results.get(card), trace)
            self._plan_accrual(card, trace, target, accruals, take_back)

    def _get_accrual_target(self, card, result, trace):
        """The ``Target`` of an account; ``result`` None: it should have nothing."""
        if result is None:
            return Target()
        program = card.program_id
        earn_on = result.earn_on or program.earn_on
        fresh = not trace.count and earn_on == "order"
        share = self._get_kept_share(earn_on, result.weights, fresh=fresh)
        counting = share if result.part is None else share * result.part
        if not counting and not trace.count:
            return Target()
        amount = round_points(exact(self._get_qualifying_amount(program)) * counting, 0.01, "HALF-UP")
        target = Target(
            points=kept_points(result.points, share, program.points_rounding),
            qualifying=(kept_points(result.qualifying, share, program.points_rounding), amount, 1 if counting else 0),
            booked={rule: exact(points * share) for rule, points in result.booked.items()},
            explanation=result.explanation,
            only_less=result.part is not None,
        )
        if earn_on != "order" and result.asked:
            self._limit_late_points(card, result, trace, target)
        return target

    def _plan_accrual(self, card, trace, target, accruals, take_back):
        if target.points is None and not trace.count:
            return
        steps = steps_to(trace.posted, target.points or ZERO)
        rest = target.minus(trace)
        if target.only_less or not card._may_earn():
            if not target.only_less and (target.points or ZERO) > trace.net:
                self._forgo_points(card, trace)
            if not trace.count:
                return
            steps = [step for step in steps if step.action == "reverse"]
            if not steps or trace.net >= (target.points or ZERO):
                rest = rest.less()
        if not steps and (any(rest.values.values()) or not trace.count):
            self._plan_zero(card, trace, target, rest, accruals, take_back)
            return
        for step, part in zip(steps, self._split_rest(steps, rest), strict=True):
            if step.action == "reverse":
                take_back.append(self._get_reversal_values(trace, step.ref, step.points, part))
            else:
                accruals.append(self._get_accrual_values(card, trace, step.points, part, target.explanation))

    @staticmethod
    def _split_rest(steps, rest):
        """What goes with the points follows them; the last step takes what rounding leaves, and the order."""
        left = sum((step.points for step in steps), ZERO)
        parts = []
        for step in steps[:-1]:
            parts.append(rest.part(step.points / left))
            left -= step.points
        return [*parts, rest] if steps else []

    def _plan_zero(self, card, trace, target, rest, accruals, take_back):
        """Points stay, qualifying values change: an accrual of 0, or a reversal of 0 when they shrink."""
        if trace.count and any(value < 0 for value in rest.values.values()):
            take_back.append(self._get_reversal_values(trace, trace.posted[-1].ref, ZERO, rest))
        else:
            accruals.append(self._get_accrual_values(card, trace, ZERO, rest, target.explanation))

    # --- redemptions ---

    def _plan_redemptions(self, traces, give_back, redemptions):
        targets = self._get_redemption_targets(traces)
        known = {(key[1], key[3]) for key in traces if key[0] == self.id and key[2] == "redemption"}
        for card_id, line_id in sorted(known | set(targets)):
            line, target = targets.get((card_id, line_id), (None, ZERO))
            trace = traces.get((self.id, card_id, "redemption", line_id)) or Trace()
            for step in steps_to(trace.posted, target):
                if step.action == "reverse":
                    give_back.append(self._get_reversal_values(trace, step.ref, step.points))
                else:
                    redemptions.append(self._get_redemption_values(card_id, line, trace, step.points))

    # --- what a document says of itself ---

    def _get_order_results(self):
        """Called before posting: what the document earns in all, whatever of it counts by now.

        :return: {account: ``OrderResult``}
        """
        return {}

    def _get_redemption_targets(self, traces):
        """Called before posting: what the reward lines of the document cost now, after refunds.

        :return: {(account id, line id): (reward line, points)}
        """
        return {}

    def _get_kept_share(self, earn_on, weights, fresh=False):
        """The part (Decimal, 0 to 1) of the document's points that counts now.

        :param str earn_on: what the club asks for
        :param weights: {line id as text: what the line contributed to the points}
        :param bool fresh: nothing was booked yet and confirmation earns: all of it counts
        """
        raise NotImplementedError

    def _get_qualifying_amount(self, program):
        """Money spent on goods, in the club's currency."""
        raise NotImplementedError

    def _limit_late_points(self, card, result, trace, target):
        """Called for what is booked long after the purchase; may make the target less."""

    def _forgo_points(self, card, trace):
        """Called when points became due that the member may not earn at present; nothing is given for them later."""

    def _after_sync(self, traces):
        """Called when everything is posted."""
