"""Changes to another plan or period: dearer plans begin at once and the days that are left are deducted, all others
begin with the next period.
"""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from ....engine.membership_change import begins_at_once
from ....engine.membership_dates import DAY
from ....engine.membership_money import money, unused_amount
from ....engine.membership_states import ACTIVE, GRACE, TRIAL

CHANGING = (TRIAL, ACTIVE, GRACE)


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    change_period_id = fields.Many2one(
        "loyalty.membership.period",
        "Change to",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="A change that begins as soon as its invoice is paid.",
    )
    change_move_id = fields.Many2one(
        "account.move", "Invoice of the change", readonly=True, copy=False, ondelete="set null", index="btree_not_null"
    )
    change_values = fields.Json(readonly=True, copy=False, help="Its first day, and the lines that deduct paid days.")

    # --- what is possible ---

    def _get_changes(self):
        """The periods that the membership may change to: of its own plan, and of the plans that this one leads to."""
        self.ensure_one()
        if self.state not in CHANGING:
            return self.env["loyalty.membership.period"]
        plans = self.plan_id | self.plan_id.change_plan_ids.filtered("active")
        periods = plans.sorted(lambda plan: (plan != self.plan_id, plan.sequence, plan.id)).period_ids
        return periods.filtered(lambda period: period.product_id.active) - self.period_id

    @api.private
    def _preview_change(self, period):
        """What a change to the period means today.

        :return: dict: ``at_once``, ``day`` (its first), ``credits`` (list of term and amount, in the terms of the
            product's price), ``due`` (to be paid today, with taxes; 0 where it begins later), ``price`` (of the first
            period), ``unpaid_days`` (of grace, which it counts from)
        """
        self.ensure_one()
        today = self._get_today()
        credits = self._get_unused(today)
        day, price, unpaid = self._get_change_begin(period, today)
        credit = sum((amount for _term, amount in credits), Decimal(0))
        if not begins_at_once(
            period.plan_id == self.plan_id,
            self._exact(self.price / self.period_id.months),
            self._exact(period.price / period.months),
            credit,
            price,
        ):
            day = max(self.paid_until + DAY, today)
            return {"at_once": False, "day": day, "credits": [], "due": 0.0, "price": price, "unpaid_days": 0}
        due = self._with_taxes(period.product_id, float(price))
        due -= sum(self._with_taxes(term._get_product(), float(amount)) for term, amount in credits)
        return {"at_once": True, "day": day, "credits": credits, "due": due, "price": price, "unpaid_days": unpaid}

    def _get_unused(self, today):
        """What was paid for days from ``today`` on: list of (term, amount in the terms of the product's price)."""
        digits, found = self.currency_id.decimal_places, []
        for term in self.term_ids.filtered(lambda term: term.state == "paid" and term.date_to >= today).sorted("id"):
            charged = money(term._get_charged(), digits)
            unused = unused_amount(charged, term._get_first_counted_day(), term.date_to, today - DAY, digits)
            if unused > 0:
                found.append((term, unused))
        return found

    def _exact(self, amount):
        return money(amount, self.currency_id.decimal_places)

    def _get_taxes(self, product):
        """The taxes of a product for this customer."""
        company = self.company_id
        taxes = product.sudo().taxes_id._filter_taxes_by_company(company)
        position = self.env["account.fiscal.position"].with_company(company)._get_fiscal_position(self.partner_id)
        return position.map_tax(taxes)

    def _with_taxes(self, product, price):
        """What a customer pays for a product at a price, taxes included (company currency)."""
        return self._get_taxes(product).compute_all(price, self.currency_id, 1, product, self.partner_id)[
            "total_included"
        ]

    def _get_renewal_period(self):
        """The period that the next renewal is for."""
        self.ensure_one()
        return self.next_period_id or self.period_id

    def _get_renewal_price(self):
        """What the next renewal costs, in the terms of the product's price."""
        self.ensure_one()
        return self.next_period_id.price if self.next_period_id else self.price

    # --- changing ---

    @api.private
    def _change_period(self, period):
        """Change to another period or plan; see ``engine.membership_change`` for when it begins. Choosing what is
        there already gives up a change that has not begun.

        :return: the invoice to pay, empty where nothing is due now (superuser mode)
        :raise UserError: the membership cannot change to it
        """
        membership = self._lock()
        membership.ensure_one()
        period = period.sudo()
        nothing = membership.env["account.move"]
        if period == membership.period_id and membership.state in CHANGING:
            if membership.change_period_id:
                membership._check_nothing_is_out()
            membership._withdraw_change()
            membership._plan_next_period(membership.env["loyalty.membership.period"])
            return nothing
        membership._check_change(period)
        if membership.change_period_id == period and membership.change_move_id.state == "posted":
            return membership.change_move_id
        membership._check_nothing_is_out()
        preview = membership._preview_change(period)
        membership._withdraw_change()
        if not preview["at_once"]:
            membership._plan_next_period(period)
            return nothing
        return membership._invoice_change(period, preview)

    def _check_change(self, period):
        if period not in self._get_changes():
            raise UserError(
                self.env._(
                    "%(membership)s cannot change to “%(period)s” now. Load the page again and choose what it shows.",
                    membership=self.display_name,
                    period=period.display_name or "",
                )
            )
        if period.plan_id != self.plan_id and self._get_open(self.partner_id, period.plan_id):
            raise UserError(self.env._("You have “%s” already.", period.plan_id.name))

    def _check_nothing_is_out(self):
        """Nothing else is asked for while a payment is on its way: it would be made twice."""
        moves = self.change_move_id | self._get_open_term().move_id
        if moves.sudo().transaction_ids._is_out():
            raise UserError(self.env._("A payment of this membership is on its way. Come back when it has arrived."))

    def _plan_next_period(self, period):
        """The next renewal is for ``period``; empty: for the same as before."""
        if self.next_period_id != period:
            self._withdraw_open_terms()
            self.next_period_id = period
            reason = self.env._("From the next period on: %s", (period or self.period_id).display_name)
            self._note_event("setting", self.state, reason, self.monthly_amount)
            self._schedule()

    def _invoice_change(self, period, preview):
        """Post the invoice of a change that begins today; the change itself is made when it is paid."""
        self._withdraw_open_terms()
        move = self.env["account.move"].with_company(self.company_id).create(self._prepare_change(period, preview))
        credits = move.invoice_line_ids.filtered(lambda line: line.price_unit < 0).sorted("id")
        pairs = zip(preview["credits"], credits, strict=True)
        self.write(
            {
                "change_period_id": period.id,
                "change_move_id": move.id,
                "next_period_id": False,
                "change_values": {
                    "day": fields.Date.to_string(preview["day"]),
                    "credits": [[term.id, line.id] for (term, _amount), line in pairs],
                },
            }
        )
        move.action_post()
        if period.plan_id.start_on == "order" or move._counts_as_paid():
            self._carry_out_change()
        return move

    def _prepare_change(self, period, preview):
        lines = [Command.create(self._prepare_change_line(period, preview))]
        for term, amount in preview["credits"]:
            first = max(term.date_from, preview["day"])
            name = self.env._(
                "Days that are left of %(period)s: %(first)s to %(last)s",
                period=(term.period_id or self.period_id).display_name,
                first=format_date(self.env, first),
                last=format_date(self.env, term.date_to),
            )
            values = {"product_id": term._get_product().id, "name": name, "quantity": 1, "price_unit": -float(amount)}
            lines.append(Command.create({**values, "sequence": 2}))
        return {
            "move_type": "out_invoice",
            "partner_id": self.partner_id.address_get(["invoice"])["invoice"],
            "currency_id": self.currency_id.id,
            "invoice_date": self._get_today(),
            "invoice_origin": self.number,
            "membership_change_id": self.id,
            "invoice_line_ids": lines,
        }
