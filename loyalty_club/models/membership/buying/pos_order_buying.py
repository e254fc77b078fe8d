"""Memberships that are sold at a till."""

import logging

import psycopg2.errors

from odoo import fields, models
from odoo.exceptions import ConcurrencyError, UserError

from ....engine.membership_buying import Bought, periods
from ...earning.program_earning import number
from ...till.pos_order import PAID
from ...till.pos_order_booking import REPEATED

_logger = logging.getLogger(__name__)


class PosOrder(models.Model):
    _inherit = "pos.order"

    def action_pos_order_paid(self):
        result = super().action_pos_order_paid()
        self._sync_memberships()
        return result

    def write(self, vals):
        """Staff may name the customer later; the invoice comes after the payment."""
        result = super().write(vals)
        if vals.get("partner_id") or vals.get("account_move"):
            self._sync_memberships()
        return result

    def _sync_memberships(self):
        """Memberships follow what these paid orders sold and what was given back. It never stops an order: what cannot
        be given is listed among the differences of tills.
        """
        for order in self.sudo().filtered(lambda order: order.state in PAID):
            lines = order._get_membership_lines()
            settled = lines.sale_order_line_id | order.lines.refunded_orderline_id.sale_order_line_id
            settled.order_id.filtered(lambda sale: sale.state == "sale")._sync_memberships()
            lines = lines.filtered(lambda line: not line._is_settled())
            if not lines:
                continue
            try:
                with self.env.cr.savepoint():
                    lines._sync_memberships()
            except psycopg2.errors.UniqueViolation as error:
                raise ConcurrencyError(str(error)) from error
            except REPEATED:
                raise
            except Exception:
                _logger.exception("Memberships of %s could not be started", order.name)
                order._list_membership(self.env._("An error stopped it. The log of the server says more."))

    def _get_membership_lines(self):
        """The lines that sold periods, and those that this order gives back; no query for orders without."""
        products = self.env["loyalty.membership.period"]._get_by_product()
        lines = self.lines.filtered(lambda line: line.product_id.id in products)
        return lines.filtered(lambda line: line.qty > 0) | lines.refunded_orderline_id

    def _list_membership(self, problem):
        listed = self.env["loyalty.till.difference"].sudo()
        if not listed.search_count([("order_id", "=", self.id), ("reason", "=", "membership")], limit=1):
            listed.create(
                {
                    "order_id": self.id,
                    "company_id": self.company_id.id,
                    "kind": "membership",
                    "reason": "membership",
                    "detail": problem,
                }
            )


class PosOrderLine(models.Model):
    _name = "pos.order.line"
    _inherit = ["pos.order.line", "loyalty.membership.line"]

    membership_term_ids = fields.One2many("loyalty.membership.term", "pos_line_id", readonly=True)

    def _get_terms_of_line(self):
        return self.env["loyalty.membership.term"].sudo().search([("pos_line_id", "=", self.id)])

    def _get_wanted_periods(self, period, terms):
        order = self.order_id
        if order.state not in PAID or self.qty <= 0:
            return 0
        gone = max(self._get_returned_quantity(), order._get_credited_quantities().get(self, 0))
        lost = terms.filtered(lambda term: term.state in ("refunded", "void") and not term.undone)
        bought = Bought(ordered=number(self.qty), covered=True, credited=number(gone), ever=len(terms), lost=len(lost))
        return periods(bought, "paid")

    def _get_term_values(self, period):
        return {"pos_line_id": self.id, "move_id": self.order_id.account_move.id}

    def _get_period_amounts(self, period):
        order = self.order_id
        date = fields.Date.to_date(order.date_order)
        return period._share_out(self._get_cost_after_discounts(), self.qty, order.currency_id, date)

    def _get_other_lines(self):
        return self.order_id.lines

    def _get_membership_customer(self, period):
        if not self.order_id.partner_id:
            raise UserError(
                self.env._("“%s” was sold without a customer. Choose the customer on the order.", self.product_id.name)
            )
        return period.plan_id.program_id._get_account_partner(self.order_id.partner_id)

    def _tell_membership_problem(self, problem):
        self.order_id._list_membership(problem)

    def _after_membership_sync(self, terms):
        super()._after_membership_sync(terms)
        invoice = self.order_id.account_move
        self.membership_term_ids.filtered(lambda term: not term.move_id and invoice).move_id = invoice
        if terms:
            self.env["loyalty.till.difference"].sudo().search(
                [("order_id", "=", self.order_id.id), ("reason", "=", "membership")]
            ).unlink()


class LoyaltyTillDifference(models.Model):
    _inherit = "loyalty.till.difference"

    kind = fields.Selection(selection_add=[("membership", "Membership")], ondelete={"membership": "cascade"})
    reason = fields.Selection(
        selection_add=[("membership", "The membership was not started")], ondelete={"membership": "cascade"}
    )

    def action_book_again(self):
        result = super().action_book_again()
        self.sudo().exists().filtered(lambda found: found.reason == "membership").order_id._sync_memberships()
        return result


class AccountMove(models.Model):
    _inherit = "account.move"

    def _sync_club_points(self):
        """Credit notes that somebody writes on the invoice of a till's order."""
        super()._sync_club_points()
        invoices = self.sudo().filtered(lambda move: not move.pos_order_ids)
        (invoices.reversed_entry_id | invoices.replaced_entry_id).pos_order_ids._sync_memberships()
