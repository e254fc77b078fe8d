"""What a sales order books on its members' accounts."""

from odoo import models

from ...engine.document import kept_points, steps_to
from ...engine.expiry import hold_until
from ...engine.points import ZERO, exact, round_points
from .sale_trace import OrderResult, Target, Trace

CAPTURED = ("authorized", "done")


class SaleOrder(models.Model):
    """Orders are compared with the ledger: what should be booked by now, less what is booked, is posted.

    So whatever happened to the order (lines changed, returns, credit notes, payments, in any order), the postings are
    the difference; nothing is posted twice and an undo needs no memory but the ledger.
    """

    _inherit = "sale.order"

    def _sync_points(self):
        """Post what is missing for these orders: one accrual per account, one redemption per reward line, or the
        difference to what was posted before.

        :return: None
        :raise UserError: rewards cost more points than may be spent
        """
        orders = self.sudo().with_context(active_test=False)
        traces = orders._load_traces()
        give_back, accruals, take_back, redemptions = [], [], [], []
        for order in orders:
            order._plan_redemptions(traces, give_back, redemptions)
            order._plan_accruals(traces, accruals, take_back)
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
        orders._after_sync(traces)

    def _sync_in_turn(self):
        """Post these orders; those whose rules look at other purchases (a cap per member, a first purchase) and that
        book for the first time go one after the other, each knowing what the one before has booked.
        """
        bound = self.filtered(
            lambda order: (
                order.state == "sale" and any((line.club_result or {}).get("bound") for line in order.coupon_point_ids)
            )
        )
        booked = bound._get_booked_orders() if len(bound) > 1 else bound
        late = booked.filtered(lambda order: order._earns_late())
        bound -= booked - late
        if len(bound) < 2:
            self._sync_points()
            return
        (self - bound)._sync_points()
        for order in bound.sorted("id"):
            if order not in late:
                with self.env["loyalty.card"]._points_by_document():
                    order.sudo().coupon_point_ids._forget_first()
                    order._update_club_points()
            order._sync_points()

    def _get_booked_orders(self):
        """Those of these orders that have entries in the ledger."""
        entries = self.env["loyalty.ledger.entry"].sudo()
        rows = entries._read_group([("origin_model", "=", self._name), ("origin_id", "in", self.ids)], ["origin_id"])
        return self.browse(row[0] for row in rows)

    def _after_sync(self, traces):
        """Reservations served their purpose; an order that is no longer confirmed starts anew when it is again."""
        confirmed = self.filtered(lambda order: order.state == "sale")
        confirmed._release_points()
        touched = {key[0] for key in traces}
        for order in (self - confirmed).filtered(lambda order: order.id in touched):
            order.points_revision += 1

    # --- what should be booked ---

    def _plan_accruals(self, traces, accruals, take_back):
        """Compare what each account should have earned with what it has."""
        results = self._get_order_results()
        known = {key[1] for key in traces if key[0] == self.id and key[2] == "accrual"}
        for card in self.env["loyalty.card"].sudo().browse(sorted(known | {card.id for card in results})):
            trace = traces.get((self.id, card.id, "accrual")) or Trace()
            target = self._get_accrual_target(card, results.get(card), trace)
            self._plan_accrual(card, trace, target, accruals, take_back)

    def _get_order_results(self):
        """{account: OrderResult} of all of the order, whatever of it counts by now."""
        results = {}
        if self.state == "sale":
            for line in self.coupon_point_ids:
                if line.coupon_id.is_club:
                    results.setdefault(line.coupon_id._get_survivor(), OrderResult()).add(line.points, line.club_result)
        return results

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

    def _plan_redemptions(self, traces, give_back, redemptions):
        lines = self.order_line.filtered("coupon_id.is_club") if self.state == "sale" else self.order_line.browse()
        targets = {
            (line.coupon_id._get_survivor().id, line.id): (line, self._get_kept_cost(line, traces)) for line in lines
        }
        known = {(key[1], key[3]) for key in traces if key[0] == self.id and key[2] == "redemption"}
        for card_id, line_id in sorted(known | set(targets)):
            line, target = targets.get((card_id, line_id), (None, ZERO))
            trace = traces.get((self.id, card_id, "redemption", line_id)) or Trace()
            for step in steps_to(trace.posted, target):
                if step.action == "reverse":
                    give_back.append(self._get_reversal_values(trace, step.ref, step.points))
                else:
                    redemptions.append(self._get_redemption_values(card_id, line, trace, step.points))

    def _get_kept_cost(self, line, traces):
        """Points a reward line costs now: a refunded reward gives its points back, by its share; one that was set to
        quantity 0, which is how lines of confirmed orders are removed, gives all of them back.
        """
        cost = exact(line.points_cost)
        if not cost or not any(key[0] == self.id for key in traces):
            return cost
        state = line._get_line_state(ZERO)
        if state.ordered <= 0:
            return ZERO
        share = state.net("order") / state.ordered
        return kept_points(cost, share, line.coupon_id.program_id.points_rounding)

    # --- values of postings ---

    def _get_accrual_values(self, card, trace, points, part, explanation):
        program, now = card.program_id, self.env.cr.now().replace(microsecond=0)
        day = program._get_local_day(now)
        return {
            "card_id": card.id,
            "points": points,
            "kind": "accrual",
            "key": self._get_points_key("accrual", trace.count),
            "is_new": not trace.count,
            "origin": self,
            "at": now,
            "available_on": hold_until(day, program.hold_days) if program.hold_days else None,
            "qualifying": part.values,
            "explanation": part.explain(explanation),
            "description": self.env._("Order %s", self.name),
        }

    def _get_redemption_values(self, card_id, line, trace, points):
        return {
            "card_id": card_id,
            "points": -points,
            "kind": "redemption",
            "key": self._get_points_key(f"redemption,{line.id}", trace.count),
            "is_new": not trace.count,
            "origin": self,
            "reward_id": line.reward_id.id,
            "arrears_cause": "payment" if self._is_payment_captured() else None,
            "description": self.env._(
                "Order %(order)s: %(reward)s", order=self.name, reward=line.reward_id.description or line.name
            ),
        }

    def _get_reversal_values(self, trace, entry_id, points, part=None):
        number = trace.numbers.get(entry_id, 0) + 1
        trace.numbers[entry_id] = number
        before = trace.before_ledger and entry_id == trace.posted[0].ref and trace.before_ledger
        what = ",".join(map(str, ("before", *before) if before else ("reversal", entry_id)))
        return {
            "entry": self.env["loyalty.ledger.entry"].sudo().browse(entry_id),
            "points": points,
            "origin": self,
            "before_ledger": before and before[0],
            "key": f"{self._name},{self.id},{what},{number}",
            "qualifying": part.values if part else {},
            "explanation": part.explain() if part else None,
            "arrears_cause": "refund",
            "description": self.env._("Order %s: taken back", self.name)
            if self.state == "sale"
            else self.env._("Order %s: cancelled", self.name),
        }

    def _get_points_key(self, what, number):
        """The revision makes a cancelled order that is confirmed again pay again; the number is for differences."""
        key = f"{self._name},{self.id},{what},{self.points_revision}"
        return f"{key},{number + 1}" if number else key

    def _is_payment_captured(self):
        return any(tx.state in CAPTURED for tx in self.sudo().transaction_ids)
