"""Cash back of a plan: a part of the purchases of each membership year, paid when it is over."""

import logging
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from odoo import api, models

from ....engine.membership_dates import DAY
from ....engine.membership_gifts import PaidYear, Pause, cash_back_due, next_year_ends, windows, years
from ....engine.membership_states import ENDED, SUSPENDED
from ....engine.points import exact, round_points
from .membership_gifts import PAYING
from .membership_years import DAY_LENGTH

_logger = logging.getLogger(__name__)


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    def _sync_cash_back(self):
        """Pay the cash back of years that are over, once for each year, the earlier ones first."""
        due = self._get_due_years()
        while due:
            first = {}
            for membership, plan, year in due:
                first.setdefault((membership, plan), year)
            self._pay_cash_back([(*pair, year) for pair, year in first.items()])
            due = [line for line in due if first[line[:2]] != line[2]]

    def _get_due_years(self):
        """[(membership, plan, year)]"""
        due = []
        for membership in self.filtered(lambda membership: membership.state != SUSPENDED):
            today = membership._get_today()
            for plan in membership._get_plans().filtered("cashback_percent"):
                if not membership._may_receive(plan):
                    continue
                years_due = [year for year in membership._get_open_years(plan) if year.pay_on <= today]
                if years_due and not plan._pays_cash_back():
                    _logger.warning("%s: its vouchers are archived, cash back waits.", membership.display_name)
                    continue
                due += [(membership, plan, year) for year in years_due]
        return due

    def _get_open_years(self, plan):
        """Years of a plan that are over and not paid for."""
        terms = self._get_paying_terms(plan)
        over = self.state == ENDED or plan != self.plan_id
        if not terms or (over and not terms.filtered(lambda term: term.state == "paid")):
            return []
        anchor, begin = self._get_year_start(plan)
        found = years(
            anchor,
            self._get_last_gift_day(plan) if over else self._get_today(),
            over=over,
            wait=plan.program_id.hold_days,
            since=max(begin, plan.cashback_since or begin),
        )
        return self._leave_out_paid(plan, found)

    def _get_next_cash_back_day(self):
        """The day on which a year will be paid for; None: none is to come."""
        days = []
        for plan in self._get_plans().filtered("cashback_percent"):
            terms = self._get_paying_terms(plan)
            if terms:
                days += [year.pay_on for year in self._get_open_years(plan)]
            if terms and self.state != ENDED and plan == self.plan_id:
                anchor, _begin = self._get_year_start(plan)
                days.append(next_year_ends(anchor, self._get_today(), plan.program_id.hold_days))
        return min(days, default=None)

    # --- paying ---

    def _pay_cash_back(self, due):
        """Pay for one year of each membership and plan.

        :param due: [(membership, plan, ``engine.membership_gifts.Year``)]
        """
        earlier = self._get_paid_years([line[:2] for line in due])
        spans = [(membership, plan, year.first, year.last) for membership, plan, year in due]
        spans += [row._get_span() for rows in earlier.values() for row in rows]
        found = self._get_purchases(spans)
        payments = []
        for membership, plan, year in due:
            values = membership._get_cash_back_values(plan, year, earlier[membership, plan], found)
            payments.append((membership, plan, year, values))
        self._give_points_back([payment for payment in payments if payment[1].cashback_as == "points"])
        self._give_vouchers_back([payment for payment in payments if payment[1].cashback_as == "voucher"])
        self.env["loyalty.membership.benefit"].sudo().create([payment[-1] for payment in payments])

    def _get_cash_back_values(self, plan, year, rows, found):
        """Values of the benefit of a year; ``rows``: those of the years before, ``found``: purchases by span."""
        earlier = [
            PaidYear(found[row._get_span()], exact(row.percent), row._get_cap(), exact(row.amount)) for row in rows
        ]
        purchases = Decimal(0) if year.rest else found[self, plan, year.first, year.last]
        key = f"cashback,{plan.id},{year.key}"
        percent, cap = exact(plan.cashback_percent), None
        if year.rest:  # what the years before are worth by now, each with its own limit, less what was given
            percent = Decimal(0)
        elif plan.cashback_cap:  # what an earlier membership was given for the same year is part of its limit
            same = f"cashback,{plan.id},{year.key[:DAY_LENGTH]}"
            used = sum((exact(row.amount) for row in rows if row.key.startswith(same)), Decimal(0))
            cap = max(exact(plan.cashback_cap) - used, Decimal(0))
            percent = percent if cap else Decimal(0)
        amount = cash_back_due(purchases, percent, cap, earlier, self.currency_id.decimal_places)
        return {
            "membership_id": self.id,
            "plan_id": plan.id,
            "kind": "cashback",
            "key": key,
            "on_date": year.last,
            "date_from": year.first,
            "base_amount": float(purchases),
            "percent": float(percent),
            "cap": float(cap or 0),
            "amount": float(amount),
        }

    @api.model
    def _get_paid_years(self, pairs):
        """What these customers were paid for earlier years, also by memberships before this one.

        :param pairs: [(membership, plan)]
        :return: {pair: benefits in the order of their years}
        """
        owners = {pair: pair[0].card_id._get_survivor() for pair in pairs}
        known = self.env["loyalty.card"].sudo().union(*owners.values())._get_families()
        families = {pair: known[owner] for pair, owner in owners.items()}
        rows = (
            self.env["loyalty.membership.benefit"]
            .sudo()
            .search(
                [
                    ("kind", "=", "cashback"),
                    ("plan_id", "in", [plan.id for _membership, plan in pairs]),
                    "|",
                    ("membership_id", "in", [membership.id for membership, _plan in pairs]),
                    ("membership_id.card_id", "in", self.env["loyalty.card"].union(*families.values()).ids),
                ],
                order="on_date, id",
            )
        )
        return {
            pair: rows.filtered(
                lambda row, pair=pair: (
                    row.plan_id == pair[1]
                    and (row.membership_id == pair[0] or row.membership_id.card_id in families[pair])
                )
            )
            for pair in pairs
        }

    def _give_points_back(self, payments):
        """Post the points of these payments: (membership, plan, year, values of the benefit), which learn the entry."""
        paid = [payment for payment in payments if payment[-1]["amount"]]
        postings = []
        for membership, plan, year, values in paid:
            points = exact(values["amount"]) * exact(plan.cashback_points)
            values["points"] = float(round_points(points, plan.program_id.points_rounding, "DOWN"))
            postings.append(
                {
                    "card_id": membership._get_account_of(plan).id,
                    "points": values["points"],
                    "kind": "accrual",
                    "key": f"{self._name},{membership.id},{values['key']}",
                    "origin_model": self._name,
                    "origin_id": membership.id,
                    "description": plan._describe_cash_back(year),
                }
            )
        entries = self.env["loyalty.card"].sudo()._post_points_batch(postings)
        for payment, entry in zip(paid, entries, strict=True):
            payment[-1]["entry_id"] = entry.id

    def _give_vouchers_back(self, payments):
        """Give the vouchers of these payments, those of a program at once; the values of the benefits learn them."""
        programs = defaultdict(list)
        for membership, plan, year, values in payments:
            if values["amount"]:
                gift = (membership.partner_id, values["amount"], plan._describe_cash_back(year))
                programs[plan.cashback_program_id].append((gift, values))
        for program, given in programs.items():
            vouchers = program._add_voucher_money([gift for gift, _values in given])
            for voucher, (_gift, values) in zip(vouchers, given, strict=True):
                values["coupon_id"] = voucher.id

    # --- what was bought ---

    def _get_purchases(self, spans):
        """Purchases after refunds, as the ledger knows them: without delivery, membership fees, and what was bought
        while the membership was suspended.

        :param spans: [(membership, plan, first day, last day)], also several times the same
        :return: {span: Decimal}, in the currency of the plan's company
        """
        rows = []
        for number, (membership, plan, first, last) in enumerate(spans):
            club = plan.program_id
            account = membership._get_account_of(plan).id
            without = [*membership._get_pauses(), *membership._get_days_of_other_plans(plan)]
            for begin, end in windows(first, last, without):
                moments = club._get_midnight(begin), club._get_midnight(end + timedelta(days=1))
                rows.append((number, account, *moments))
        result = {span: Decimal(0) for span in spans}
        bought = self.env["loyalty.ledger.entry"].sudo()._sum_purchases(rows)
        fees = self._get_fee_shares({(model, order_id) for found in bought.values() for model, order_id in found})
        for number, span in enumerate(spans):
            membership, plan, _first, last = span
            total = sum(
                (amount * (1 - fees.get(origin, Decimal(0))) for origin, amount in bought.get(number, {}).items()),
                Decimal(0),
            )
            money = plan.program_id.currency_id._convert(
                float(total), membership.currency_id, membership.company_id, last
            )
            result[span] = exact(money)
        return result

    def _get_days_of_other_plans(self, plan):
        """Paid days on which the membership was of another plan, which pays for what was bought then."""
        terms = self.term_ids.filtered(lambda term: term.kind in PAYING and term.state == "paid")
        return [Pause(term.date_from, term.date_to + DAY) for term in terms if term._get_plan() != plan]

    def _get_fee_shares(self, origins):
        """The part of what is left of each order, after refunds, that is for memberships.

        :param origins: {(model, id)}
        :return: {(model, id): Decimal}, only of orders with such a part
        """
        shares = {}
        for model, lines_name, price in (
            ("sale.order", "order_line", "price_total"),
            ("pos.order", "lines", "price_subtotal_incl"),
        ):
            ids = [order_id for name, order_id in origins if name == model]
            orders = self.env[model].sudo().browse(ids).exists()
            products = orders[lines_name].product_id._get_membership_fees()
            for order in orders.filtered(lambda order, name=lines_name, fees=products: order[name].product_id & fees):
                goods = order[lines_name].filtered(lambda line, price=price: line[price] > 0 and not line.reward_id)
                fees = goods.filtered(lambda line, fees=products: line.product_id in fees)
                weights = {str(line.id): exact(line[price]) for line in goods}
                kept = sum(weights.values()) * order._get_kept_share("order", weights)
                weights = {key: weights[key] for key in map(str, fees.ids)}
                if kept:
                    fee = sum(weights.values()) * order._get_kept_share("order", weights)
                    shares[model, order.id] = min(fee / kept, Decimal(1))
        return shares


class LoyaltyMembershipPlan(models.Model):
    _inherit = "loyalty.membership.plan"

    def _pays_cash_back(self):
        """Whether cash back can be paid now. What cannot waits: nobody's renewal, purchase or end fails for it."""
        self.ensure_one()
        return self.cashback_as == "points" or self.cashback_program_id.active

    def _describe_cash_back(self, year):
        return self.env._("Cash back of %(plan)s for %(year)s", plan=self.name, year=year.last.year)


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _get_membership_fees(self):
        """Those of these products that sell memberships: of periods, and joining fees (also of archived plans)."""
        Period = self.env["loyalty.membership.period"].sudo().with_context(active_test=False)
        Plan = self.env["loyalty.membership.plan"].sudo().with_context(active_test=False)
        if not self:
            return self
        plans = Plan.search([("joining_fee_product_id", "in", self.ids)])
        fees = Period.search([("product_id", "in", self.ids)]).product_id | plans.joining_fee_product_id
        return self & fees


class LoyaltyMembershipBenefit(models.Model):
    _inherit = "loyalty.membership.benefit"

    def _get_span(self):
        """(membership, plan, first day, last day) of the year that was paid for."""
        return self.membership_id, self.plan_id, self.date_from, self.on_date

    def _get_cap(self):
        return exact(self.cap) if self.cap else None
