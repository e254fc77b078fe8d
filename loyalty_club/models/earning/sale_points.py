"""What a sales order books on its members' accounts."""

from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ...engine.document import Posted, Undone, kept_points, steps_to
from ...engine.expiry import hold_until
from ...engine.points import ZERO, exact, round_points
from .sale_trace import Trace

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
        points = defaultdict(lambda: ZERO)
        if self.state == "sale":
            for line in self.coupon_point_ids:
                if line.coupon_id.is_club:
                    points[line.coupon_id._get_survivor()] += exact(line.points)
        cards = {card.id: card for card in points}
        known = {key[1] for key in traces if key[0] == self.id and key[2] == "accrual"}
        for card in self.env["loyalty.card"].sudo().browse(sorted(known | set(cards))):
            trace = traces.get((self.id, card.id, "accrual")) or Trace()
            target, qualifying = self._get_accrual_target(card, points.get(card), trace)
            self._plan_accrual(card, trace, target, qualifying, accruals, take_back)

    def _get_accrual_target(self, card, points, trace):
        """(points that should be booked, their qualifying values); points None: nothing, and no entry."""
        if points is None:
            return None, (ZERO, ZERO, 0)
        program = card.program_id
        share = self._get_kept_share(program, fresh=not trace.count and program.earn_on == "order")
        target = kept_points(points, share, program.points_rounding)
        if not share and not trace.count:
            return None, (ZERO, ZERO, 0)
        amount = round_points(exact(self._get_qualifying_amount(program)) * share, 0.01, "HALF-UP")
        return target, (target, amount, 1 if share else 0)

    def _plan_accrual(self, card, trace, target, qualifying, accruals, take_back):
        if target is None and not trace.count:
            return
        steps = steps_to(trace.posted, target or ZERO)
        rest = [wanted - booked for wanted, booked in zip(qualifying, trace.qualifying, strict=True)]
        if trace.before_ledger:
            rest = [ZERO, ZERO, 0]
        if not card._may_earn():
            steps = [step for step in steps if step.action == "reverse"]
            if not trace.count:
                return
        if not steps and (any(rest) or not trace.count):
            self._plan_zero(card, trace, rest, accruals, take_back)
            return
        for step, values in zip(steps, self._split_qualifying(steps, rest), strict=True):
            if step.action == "reverse":
                take_back.append(self._get_reversal_values(trace, step.ref, step.points, values))
            else:
                accruals.append(self._get_accrual_values(card, trace, step.points, values))

    @staticmethod
    def _split_qualifying(steps, rest):
        """Qualifying values follow the points of the steps; the last one takes what rounding leaves, and the order."""
        total, left = sum((step.points for step in steps), ZERO), rest[:2]
        shares = []
        for step in steps[:-1]:
            part = [round_points(value * step.points / total, 0.01, "HALF-UP") for value in rest[:2]]
            left = [value - given for value, given in zip(left, part, strict=True)]
            shares.append({"points": part[0], "amount": part[1], "orders": 0})
        if steps:
            shares.append({"points": left[0], "amount": left[1], "orders": rest[2]})
        return shares

    def _plan_zero(self, card, trace, rest, accruals, take_back):
        """Points stay, qualifying values change: an accrual of 0, or a reversal of 0 when they shrink."""
        values = dict(zip(("points", "amount", "orders"), rest, strict=True))
        if trace.count and any(value < 0 for value in rest):
            take_back.append(self._get_reversal_values(trace, trace.posted[-1].ref, ZERO, values))
        else:
            accruals.append(self._get_accrual_values(card, trace, ZERO, values))

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

    def _get_accrual_values(self, card, trace, points, qualifying):
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
            "qualifying": qualifying,
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

    def _get_reversal_values(self, trace, entry_id, points, qualifying=None):
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
            "qualifying": qualifying or {},
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

    # --- what is booked ---

    def _load_traces(self):
        """Entries of these orders' present revisions.

        :return: {(order id, account id, "accrual") or (order id, account id, "redemption", line id): Trace}
        """
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT e.id, e.origin_id, COALESCE(c.merged_into_id, c.id) AS card_id, e.kind, e.key, e.reversed_id,
                       ABS(e.points) + e.forgiven AS points,
                       e.qualifying_points, e.qualifying_amount, e.qualifying_orders
                  FROM loyalty_ledger_entry e JOIN loyalty_card c ON c.id = e.card_id
                 WHERE e.origin_model = 'sale.order' AND e.origin_id = ANY(%s)
                   AND e.kind IN ('accrual', 'redemption', 'reversal')
              ORDER BY e.id
                """,
                self.ids,
            )
        )
        children = defaultdict(list)
        for row in rows:
            if row["reversed_id"]:
                children[row["reversed_id"]].append(row)
        revisions = {order.id: str(order.points_revision) for order in self}
        traces = {}
        for row in rows:
            if row["kind"] != "reversal":
                self._add_to_trace(traces, row, children, revisions[row["origin_id"]])
        self._add_before_ledger(traces, rows)
        return traces

    @staticmethod
    def _add_to_trace(traces, row, children, revision):
        what = (row["key"] or "").split(",")[2:]
        if not what:
            return
        where = 2 if what[0] == "redemption" else 1
        if len(what) <= where or what[where] != revision:
            return
        target = (row["origin_id"], row["card_id"], what[0])
        if what[0] == "redemption":
            target += (int(what[1]),)
        trace = traces.setdefault(target, Trace())
        undone = []
        for reversal in children[row["id"]]:
            redone = children[reversal["id"]]
            restored = sum((exact(again["points"]) for again in redone), ZERO)
            undone.append(Undone(reversal["id"], exact(reversal["points"]), restored))
            trace.numbers[reversal["id"]] = len(redone)
        trace.numbers[row["id"]] = len(undone)
        trace.posted.append(Posted(row["id"], exact(row["points"]), tuple(undone)))
        relatives = [row, *children[row["id"]]]
        relatives += [again for reversal in children[row["id"]] for again in children[reversal["id"]]]
        for relative in relatives:
            trace.qualifying[0] += exact(relative["qualifying_points"])
            trace.qualifying[1] += exact(relative["qualifying_amount"])
            trace.qualifying[2] += relative["qualifying_orders"] or 0
