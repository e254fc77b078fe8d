"""Cash back of a plan: a part of the purchases of each membership year, paid when it is over."""

from datetime import timedelta
from decimal import Decimal

from odoo import api, models

from ...engine.membership_gifts import PaidYear, cash_back_due, next_year_ends, windows, years
from ...engine.membership_states import ENDED, SUSPENDED
from ...engine.points import exact, round_points


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    def _sync_cash_back(self):
        """Pay the cash back of years that are over, once for each year, the earlier ones first."""
        due = self._get_due_years()
        while due:
            first = {}
            for membership, year in due:
                first.setdefault(membership, year)
            self.browse()._pay_cash_back(list(first.items()))
            due = [(membership, year) for membership, year in due if first[membership] != year]

    def _get_due_years(self):
        due = []
        for membership in self.filtered("plan_id.cashback_percent"):
            if membership.state == SUSPENDED or not membership._may_receive():
                continue
            today = membership._get_today()
            due += [(membership, year) for year in membership._get_open_years() if year.pay_on <= today]
        return due

    def _get_open_years(self):
        """Membership years that are over and not paid for."""
        terms = self._get_paying_terms()
        over = self.state == ENDED
        if not terms or (over and not terms.filtered(lambda term: term.state == "paid")):
            return []
        last = self._get_last_gift_day() if over else self._get_today()
        found = years(
            terms[0].date_from,
            last,
            over=over,
            wait=self.program_id.hold_days,
            since=self.plan_id.cashback_since or None,
        )
        known = set(self.benefit_ids.mapped("key"))
        return [year for year in found if f"cashback,{year.key}" not in known]

    def _get_next_cash_back_day(self):
        """The day on which a year will be paid for; None: none is to come."""
        terms = self._get_paying_terms()
        if not self.plan_id.cashback_percent or not terms:
            return None
        days = [year.pay_on for year in self._get_open_years()]
        if self.state != ENDED:
            days.append(next_year_ends(terms[0].date_from, self._get_today(), self.program_id.hold_days))
        return min(days, default=None)

    # --- paying ---

    def _pay_cash_back(self, due):
        """Pay for one year of each membership.

        :param due: [(membership, ``engine.membership_gifts.Year``)]
        """
        earlier = self._get_paid_years([membership for membership, _year in due])
        spans = [(membership, year.first, year.last) for membership, year in due]
        spans += [row._get_span() for rows in earlier.values() for row in rows]
        found = self._get_purchases(spans)
        payments = []
        for membership, year in due:
            values = membership._get_cash_back_values(year, earlier[membership], found)
            payments.append((membership, year, values))
        self._give_points_back([payment for payment in payments if payment[0].plan_id.cashback_as == "points"])
        self._give_vouchers_back([payment for payment in payments if payment[0].plan_id.cashback_as == "voucher"])
        self.env["loyalty.membership.benefit"].sudo().create([values for _membership, _year, values in payments])

    def _get_cash_back_values(self, year, rows, found):
        """Values of the benefit of a year; ``rows``: those of the years before, ``found``: purchases by span."""
        plan = self.plan_id
        earlier = [
            PaidYear(found[row._get_span()], exact(row.percent), row._get_cap(), exact(row.amount)) for row in rows
        ]
        purchases = found[self, year.first, year.last]
        cap = exact(plan.cashback_cap) if plan.cashback_cap else None
        digits = self.currency_id.decimal_places
        amount = cash_back_due(purchases, exact(plan.cashback_percent), cap, earlier, digits)
        return {
            "membership_id": self.id,
            "kind": "cashback",
            "key": f"cashback,{year.key}",
            "on_date": year.last,
            "date_from": year.first,
            "base_amount": float(purchases),
            "percent": plan.cashback_percent,
            "cap": plan.cashback_cap,
            "amount": float(amount),
        }

    @api.model
    def _get_paid_years(self, memberships):
        """What these customers were paid for earlier years, of the same plan, also by memberships before this one.

        :return: {membership: benefits in the order of their years}
        """
        families = {membership: membership.card_id._get_survivor()._get_family() for membership in memberships}
        rows = (
            self.env["loyalty.membership.benefit"]
            .sudo()
            .search(
                [
                    ("kind", "=", "cashback"),
                    ("plan_id", "in", self.union(*memberships).plan_id.ids),
                    ("membership_id.card_id", "in", self.env["loyalty.card"].union(*families.values()).ids),
                ],
                order="on_date, id",
            )
        )
        return {
            membership: rows.filtered(
                lambda row, membership=membership: (
                    row.plan_id == membership.plan_id and row.membership_id.card_id in families[membership]
                )
            )
            for membership in memberships
        }

    def _give_points_back(self, payments):
        """Post the points of these payments: [(membership, year, values of the benefit)], which learn the entry."""
        paid = [payment for payment in payments if payment[2]["amount"]]
        postings = []
        for membership, year, values in paid:
            factor, step = exact(membership.plan_id.cashback_points), membership.program_id.points_rounding
            values["points"] = float(round_points(exact(values["amount"]) * factor, step, "DOWN"))
            postings.append(
                {
                    "card_id": membership.card_id.id,
                    "points": values["points"],
                    "kind": "accrual",
                    "key": f"{self._name},{membership.id},cashback,{year.key}",
                    "origin_model": self._name,
                    "origin_id": membership.id,
                    "description": membership._describe_cash_back(year),
                }
            )
        entries = self.env["loyalty.card"].sudo()._post_points_batch(postings)
        for (_membership, _year, values), entry in zip(paid, entries, strict=True):
            values["entry_id"] = entry.id

    def _give_vouchers_back(self, payments):
        """Give the vouchers of these payments, one by one: each has its own amount and customer."""
        for membership, year, values in payments:
            if values["amount"]:
                voucher = membership.plan_id.cashback_program_id._add_voucher_money(
                    membership.partner_id, values["amount"], membership._describe_cash_back(year)
                )
                values["coupon_id"] = voucher.id

    def _describe_cash_back(self, year):
        return self.env._("Cash back of %(plan)s for %(year)s", plan=self.plan_id.name, year=year.last.year)

    # --- what was bought ---

    def _get_purchases(self, spans):
        """Purchases after refunds, as the ledger knows them: without delivery, membership fees, and what was bought
        while the membership was suspended.

        :param spans: [(membership, first day, last day)], also several times the same
        :return: {span: Decimal}, in the currency of the plan's company
        """
        rows = []
        for number, (membership, first, last) in enumerate(spans):
            club = membership.program_id
            account = membership.card_id._get_survivor().id
            for begin, end in windows(first, last, membership._get_pauses()):
                moments = club._get_midnight(begin), club._get_midnight(end + timedelta(days=1))
                rows.append((number, account, *moments))
        result = {span: Decimal(0) for span in spans}
        bought = self.env["loyalty.ledger.entry"].sudo()._sum_purchases(rows)
        fees = self._get_fee_shares({(model, order_id) for found in bought.values() for model, order_id in found})
        for number, span in enumerate(dict(enumerate(spans)).values()):
            membership, _first, last = span
            total = sum(
                (amount * (1 - fees.get(origin, Decimal(0))) for origin, amount in bought.get(number, {}).items()),
                Decimal(0),
            )
            club = membership.program_id
            money = club.currency_id._convert(float(total), membership.currency_id, membership.company_id, last)
            result[span] = exact(money)
        return result

    def _get_fee_shares(self, origins):
        """The part of each order that is for memberships.

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
                total = sum(goods.mapped(price))
                if total:
                    shares[model, order.id] = exact(sum(fees.mapped(price))) / exact(total)
        return shares


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
        """(membership, first day, last day) of the year that was paid for."""
        return self.membership_id, self.date_from, self.on_date

    def _get_cap(self):
        return exact(self.cap) if self.cap else None
