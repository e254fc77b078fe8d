"""When orders of a till are booked, and what must not stop them."""

import logging
from contextlib import contextmanager

import psycopg2.errors

from odoo import api, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL

from ...engine.till import read_claim
from .pos_order import PAID

JUDGED = "loyalty_club.judged"
REPEATED = (ConcurrencyError, psycopg2.OperationalError, psycopg2.InterfaceError)
"""Errors that are not of the order: Odoo begins the request again, or has lost its database."""

_logger = logging.getLogger(__name__)


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _book_points(self):
        """Book what these paid orders earn and spend, and what they take back from those that they refund. Calling it
        again books nothing. It never stops an order: what cannot be booked is listed, and tried again when the session
        closes, or when a manager asks for it.
        """
        for order in self.sudo().filtered(lambda order: order.state in PAID):
            if not order._has_points():
                continue
            try:
                with self.env.cr.savepoint():
                    order._sync_points()
            except psycopg2.errors.UniqueViolation as error:
                # Another till has just opened the account of the same customer: begin again, and find it.
                raise ConcurrencyError(str(error)) from error
            except UserError as error:
                _logger.warning("Points of %s could not be booked: %s", order.name, error)
                order._list_failure(str(error))
            except REPEATED:
                raise
            except Exception:
                _logger.exception("Points of %s could not be booked", order.name)
                order._list_failure(self.env._("An error stopped it. The log of the server says more."))

    def _has_points(self):
        """Whether the order can have anything to do with points; no query for those of unknown customers."""
        self.ensure_one()
        if self.partner_id or self.club_results:
            return True
        claim = read_claim(self.club_claim)
        return any(line.refunded_orderline_id or line.reward_id for line in self.lines) or bool(claim and claim.won)

    def _sync_points(self):
        """Post what is missing for these orders and those that they refund, once per order and account.

        :return: None
        """
        orders = self.sudo().filtered(lambda order: order.state in PAID)
        fresh = orders.filtered(lambda order: not order.club_results)
        for order in fresh:
            order._release_till_points()
            order._judge()
        originals = orders.lines.refunded_orderline_id.order_id
        documents = (orders | originals).filtered(
            lambda order: order.club_results and (order.club_results["clubs"] or order.club_results["costs"])
        )
        if documents:
            with documents._judged_now(fresh):
                super(PosOrder, documents)._sync_points()
        for order in fresh:
            order._list_differences()
            order._add_stock_history()
        orders._sync_settled_orders()

    @contextmanager
    def _judged_now(self, fresh):
        """Within, ``fresh`` orders are known to have nothing in the ledger."""
        self.env.cr.cache[JUDGED] = fresh.ids
        try:
            yield
        finally:
            del self.env.cr.cache[JUDGED]

    def _get_judged(self):
        return self.browse(self.env.cr.cache.get(JUDGED) or ())

    def _book_missing(self):
        """Book those of these orders that are paid and did not book yet; what was listed as not booked no longer is."""
        missing = self.sudo().filtered(lambda order: not order.club_results)
        missing._book_points()
        booked = missing.filtered("club_results")
        if booked:
            self.env["loyalty.till.difference"].sudo().search(
                [("order_id", "in", booked.ids), ("reason", "=", "failed")]
            ).unlink()

    @api.model
    def _get_missing(self, sessions):
        """Paid orders of sessions that have something to book and did not: one query, however many there are."""
        self.flush_model(["state", "partner_id", "club_results", "club_claim", "session_id"])
        self.env["pos.order.line"].flush_model(["order_id", "refunded_orderline_id", "reward_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT o.id FROM pos_order o
                 WHERE o.session_id = ANY(%s) AND o.state = ANY(%s) AND o.club_results IS NULL
                   AND (o.partner_id IS NOT NULL OR jsonb_path_exists(o.club_claim, '$.points.*') OR EXISTS (
                        SELECT 1 FROM pos_order_line l
                         WHERE l.order_id = o.id
                           AND (l.refunded_orderline_id IS NOT NULL OR l.reward_id IS NOT NULL)))
              ORDER BY o.id
                """,
                sessions.ids,
                list(PAID),
            )
        )
        return self.browse(row[0] for row in rows)

    def _release_till_points(self):
        """The points that the till reserved for the order are free for it now."""
        if any(line.reward_id.program_id.program_type == "loyalty" for line in self.lines):
            self.env["loyalty.reservation"].sudo()._release_till([self.uuid[:64]])

    def _add_stock_history(self):
        """Stock's own history of cards has a line for each order, here with what was really booked."""
        vals_list = []
        for program_id, result in (self.club_results or {"clubs": {}})["clubs"].items():
            won, spent = self._get_booked_points(int(program_id))
            if won or spent:
                vals_list.append(
                    {
                        "card_id": result["card"],
                        "order_model": self._name,
                        "order_id": self.id,
                        "description": self.env._("Onsite %s", self.display_name),
                        "used": float(spent),
                        "issued": float(won),
                    }
                )
        if vals_list:
            self.env["loyalty.history"].create(vals_list)

    def _sync_settled_orders(self):
        """Sales orders that were settled here, or whose goods were returned here, book by themselves."""
        lines = self.lines.sale_order_line_id | self.lines.refunded_orderline_id.sale_order_line_id
        if lines:
            lines.order_id._sync_club_orders()
