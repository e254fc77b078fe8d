"""What lines of sales orders and of tills have in common when they sell memberships."""

import logging

import psycopg2.errors

from odoo import models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL

from .buying_undo import REFUNDING

_logger = logging.getLogger(__name__)


class LoyaltyMembershipDocument(models.AbstractModel):
    """A line that sells periods: compares how many should hold with how many do, as points of orders are compared."""

    _name = "loyalty.membership.line"
    _description = "Line that Sells a Membership"

    # --- what a line says of itself ---

    def _get_wanted_periods(self, period, terms):
        """Called before comparing: the number of periods that hold by now.

        :param terms: all terms that the line ever gave
        """
        raise NotImplementedError

    def _get_term_values(self, period):
        """Called before periods are given: fields of each term."""
        raise NotImplementedError

    def _get_period_amounts(self, period):
        """Called before periods are given: what each period of the line costs, without taxes (currency of the plan)."""
        raise NotImplementedError

    def _get_membership_customer(self, period):
        """Called before periods are given: who has the membership."""
        raise NotImplementedError

    def _get_membership_payer(self):
        """Called before periods are given: who made it a gift; empty: nobody."""
        return self.env["res.partner"]

    def _get_terms_of_line(self):
        """All terms that the line ever gave (superuser mode)."""
        raise NotImplementedError

    def _tell_membership_problem(self, problem):
        """Called where money was taken and no membership could be given: staff has to read it."""
        raise NotImplementedError

    def _after_membership_sync(self, terms):
        """Called after comparing, with the new terms."""

    # --- comparing ---

    def _sync_memberships(self):
        """Give or take back periods, so that as many hold as these lines are worth now. Calling it again changes
        nothing. What cannot be given is told to staff and stops nothing: the money is taken.
        """
        if self.env.cr.cache.get(REFUNDING):
            return
        for line in self.sudo():
            period = line.product_id._get_membership_period()
            if not period:
                continue
            try:
                with self.env.cr.savepoint():
                    line._compare_periods(period)
            except psycopg2.errors.UniqueViolation as error:  # somebody else does the same now: begin again
                raise ConcurrencyError(str(error)) from error
            except UserError as error:
                _logger.warning("No membership for %s: %s", line, error)
                line._tell_membership_problem(str(error))

    def _compare_periods(self, period):
        every = self._get_terms_of_line()
        terms = every._filter_product(period)
        wanted = self._get_wanted_periods(period, terms)
        live = terms.filtered(lambda term: term.state == "paid")
        if wanted < len(live):
            last = live.sorted(lambda term: (term.date_from, term.id))[wanted:]
            last._undo(self._describe_undo())
        elif wanted > len(live):
            self._lock_line()
            missing = wanted - len(live)
            undone = terms.filtered("undone").sorted(lambda term: (term.date_from, term.id))
            missing -= len(undone[:missing]._redo())
            if missing:
                self._give_periods(period, missing, len(terms), len(every))
        self._after_membership_sync(self._get_terms_of_line() - every)

    def _give_periods(self, period, quantity, given, number):
        """Start or extend the membership.

        :param int given: how many periods of this product the line gave before
        :param int number: how many of whatever product; the key counts them
        """
        self._check_company_of_plan(period)
        return self.env["loyalty.membership"]._start(
            period,
            self._get_membership_customer(period),
            f"{self._name},{self.id},{number}",
            quantity=quantity,
            term_values=self._get_term_values(period),
            amounts=self._get_period_amounts(period)[given:],
            payer=self._get_membership_payer(),
        )

    def _check_company_of_plan(self, period):
        """:raise UserError: another company sells the plan, and would have to renew what this one was paid for"""
        company = period.plan_id.company_id
        if company not in self.order_id.company_id.sudo().parent_ids:
            raise UserError(
                self.env._("“%(product)s” is sold by %(company)s.", product=self.product_id.name, company=company.name)
            )

    def _get_other_lines(self):
        """Called before periods are given: the lines of the document that have a price, delivery not among them."""
        raise NotImplementedError

    def _get_cost_after_discounts(self):
        """What the line costs without taxes, less its share of the discounts that are lines of their own (currency of
        the document). Gift cards and eWallets pay, and take nothing off.
        """
        self.ensure_one()
        lines = self._get_other_lines()
        goods = lines.filtered(lambda line: line.price_subtotal > 0)
        cost = self.price_subtotal
        for line in lines.filtered(lambda line: line.price_subtotal < 0):
            reward = line.reward_id
            if reward.program_id.is_payment_program:
                continue
            base = goods
            if reward.discount_applicability == "specific":
                products = goods.product_id.filtered_domain(reward._get_discount_product_domain())
                base = goods.filtered(lambda other, products=products: other.product_id in products)
            if self in base:
                cost += line.price_subtotal * self.price_subtotal / sum(base.mapped("price_subtotal"))
        return max(cost, 0.0)

    def _lock_line(self):
        """Two processes that learn of one payment come one after the other; the second starts over (docs, "Locks")."""
        self.flush_recordset()
        table = SQL.identifier(self._table)
        self.env.cr.execute(SQL("SELECT id FROM %s WHERE id = %s FOR NO KEY UPDATE", table, self.id))
        self.env.cr.execute(SQL("UPDATE %s SET id = id WHERE id = %s", table, self.id))

    def _describe_undo(self):
        return self.env._("%s: given back or cancelled", self.order_id.display_name)
