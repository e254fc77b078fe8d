"""Which purchases of a friend count: found in the ledger, compared with what was noted."""

from datetime import timedelta
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ...engine.points import exact
from ...engine.referral import Purchase, counted
from .referral import LIVE

DOCUMENTS = ("sale.order", "pos.order")


class LoyaltyReferral(models.Model):
    _inherit = "loyalty.referral"

    @api.model
    def _sync_buyers(self, documents):
        """Look at the invitations of those whose documents (of one model) changed; mostly there are none.

        :param documents: orders that booked points, or were paid
        """
        if not self.env["loyalty.program"]._pays_for_friends():
            return
        partners = documents.partner_id | documents.partner_id.commercial_partner_id
        if not partners:
            return
        touched = [("order_model", "=", documents._name), ("order_id", "in", documents.ids)]
        found = self.search(
            [
                ("partner_id", "in", partners.ids),
                ("state", "in", (*LIVE, "expired")),
                "|",
                ("is_full", "=", False),
                ("purchase_ids", "any", touched),
            ]
        )
        if ended := found.filtered(lambda referral: referral.state == "expired"):
            found -= ended._find_too_late(documents)
        found._sync()

    def _find_too_late(self, documents):
        """Those of these invitations, which ran out, that had done so before any of the documents was made."""
        made = [document._get_moment_made() for document in documents]
        return self.filtered(lambda referral: referral.expires_on < min(map(referral.program_id._get_local_day, made)))

    def _find_awaited(self):
        """Those of these invitations that ran out, but whose friend ordered in time and has not paid yet: they go on
        with the money (see :meth:`_revive`). A fixed number of queries, none where nothing ran out.
        """
        ended = self.filtered(lambda referral: referral.state == "expired" and referral.partner_id)
        if not ended:
            return ended
        found = self.env["sale.order"].search(
            [
                "|",
                ("partner_id", "in", ended.partner_id.ids),
                ("partner_id.commercial_partner_id", "in", ended.partner_id.ids),
                ("date_order", ">=", min(ended.mapped("invited_at"))),
                ("date_order", "<", max(ended.mapped("expires_on")) + timedelta(days=2)),
                "|",
                ("state", "=", "sale"),
                ("transaction_ids.state", "in", ("pending", "authorized")),
            ]
        )
        found._read_what_was_paid()
        unpaid = found.filtered(lambda order: order.state != "cancel" and not order._get_share_paid_for_friends())
        return ended.filtered(lambda referral: any(map(referral._was_in_time, unpaid)))

    def _was_in_time(self, order):
        """Whether a sales order is the friend's, and was made within the days of the invitation."""
        made = order._get_moment_made()
        is_friends = self.partner_id in (order.partner_id, order.partner_id.commercial_partner_id)
        return is_friends and made >= self.invited_at and self.program_id._get_local_day(made) <= self.expires_on

    def _revive(self):
        """Invitations that ran out go on where a purchase that was made in time was paid since, or counts again.

        :return: those of them that go on
        """
        if not self:
            return self
        self._lock()
        found = self._load_purchases()
        revived = self.filtered(lambda referral: referral._find_counted(found))
        for referral in revived:
            referral._move("invited", decided_at=referral.decided_by and referral.decided_at)
        return revived

    def _find_counted(self, found):
        """The purchases of one invitation that count now.

        :param found: see :meth:`_load_purchases`
        """
        purchases, last_day = found.get(self.id, ()), self.expires_on or None
        return counted(purchases, exact(self.min_amount), self.order_count, last_day)

    def _note_purchases(self):
        """Compare the purchases that count now with those that were noted.

        :return: (purchases that count since now, purchases that are the friend's first since now, keys to take back)
        """
        decided = self.filtered(lambda referral: not referral.is_waiting and referral.registered_at)
        found = decided._load_purchases()
        begun = first = self.env["loyalty.referral.purchase"]
        gone = []
        for referral in decided:
            wanted = referral._find_counted(found)
            rows = referral._note_wanted(wanted)
            begun, first, gone = begun | rows[0], first | rows[1], gone + rows[2]
            referral._note_first(wanted)
        return begun, first, gone

    def _note_wanted(self, wanted):
        """Store which purchases of one invitation count (see :meth:`_note_purchases`)."""
        noted = {(row.order_model, row.order_id): row for row in self.purchase_ids}
        begun = first = self.env["loyalty.referral.purchase"]
        gone, refs = [], [purchase.ref for purchase in wanted]
        for ref, row in noted.items():
            if row.is_counted and ref not in refs:
                gone += [row._get_key("referral_purchased"), row._get_key("referred_purchased")]
                row.write({"is_counted": False, "is_first": False})
            elif row.is_first and ref != refs[0]:
                gone.append(row._get_key("referred_purchased"))
                row.is_first = False
        for number, purchase in enumerate(wanted):
            row = noted.get(purchase.ref) or self._make_purchase(purchase)
            counts, is_first = not row.is_counted, not number and not row.is_first
            if counts:
                row.write({"is_counted": True, "round": row.round + 1})
            if is_first:
                row.write({"is_first": True, "first_round": row.first_round + 1})
            if row.amount != float(purchase.amount):
                row.amount = float(purchase.amount)
            begun, first = begun | (row if counts else begun), first | (row if is_first else first)
        return begun, first, gone

    def _make_purchase(self, purchase):
        model, order_id = purchase.ref
        return self.env["loyalty.referral.purchase"].create(
            {
                "referral_id": self.id,
                "order_model": model,
                "order_id": order_id,
                "at": purchase.at,
                "amount": float(purchase.amount),
            }
        )

    def _note_first(self, wanted):
        """The figures of the invitation that follow its purchases."""
        values = {"is_full": len(wanted) >= self.order_count}
        model, order_id = wanted[0].ref if wanted else (False, 0)
        values.update(order_model=model, order_id=order_id, purchased_at=wanted[0].at if wanted else False)
        changed = {name: value for name, value in values.items() if self[name] != value}
        if changed:
            self.write(changed)

    # --- what the ledger knows ---

    def _load_purchases(self):
        """Purchases of the friends since they were invited, as they are after refunds: one query for the ledger.

        :return: {invitation id: [Purchase]}
        """
        if not self:
            return {}
        self.env["loyalty.card"].flush_model(["partner_id", "program_id", "merged_into_id", "active"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT r.id, o.origin_model, o.origin_id, MIN(e.posted_at), SUM(e.qualifying_amount),
                       SUM(e.qualifying_orders)
                  FROM loyalty_referral r
                  JOIN loyalty_card c ON c.program_id = r.program_id AND (c.partner_id = r.partner_id
                       OR c.merged_into_id IN (SELECT id FROM loyalty_card s
                                                WHERE s.program_id = r.program_id AND s.partner_id = r.partner_id))
                  JOIN loyalty_ledger_entry e ON e.card_id = c.id AND e.kind IN ('accrual', 'reversal')
             LEFT JOIN loyalty_ledger_entry up ON up.id = e.reversed_id
                  JOIN loyalty_ledger_entry o ON o.id = COALESCE(up.reversed_id, up.id, e.id)
                 WHERE r.id = ANY(%s) AND o.kind = 'accrual' AND o.origin_model = ANY(%s) AND o.activity_id IS NULL
                   AND o.posted_at >= r.invited_at
              GROUP BY r.id, o.origin_model, o.origin_id
                """,
                self.ids,
                list(DOCUMENTS),
            )
        )
        orders = self._get_sale_orders(rows)
        programs = {referral.id: referral.program_id for referral in self}
        found = {}
        for referral_id, model, order_id, *figures in rows:
            order = orders.get(order_id) if model == "sale.order" else None
            if order is not None or model == "pos.order":
                purchase = self._make_value(programs[referral_id], (model, order_id), order, *figures)
                found.setdefault(referral_id, []).append(purchase)
        return found

    @api.model
    def _make_value(self, program, ref, order, at, amount, orders):
        """A purchase for the engine.

        :param order: the sales order; None: an order of a till, which is paid and booked for the moment it was made
        """
        amount, made, share = exact(amount or 0), at, Decimal(1)
        if order is not None:
            share, made = order._get_share_paid_for_friends(), min(at, order._get_moment_made())
        if 0 < share < 1:  # paid back without a credit note: the ledger does not know
            amount = min(amount, exact(order._get_qualifying_amount(program)) * share)
        return Purchase(
            ref=ref, at=at, day=program._get_local_day(made), amount=amount, orders=orders or 0, is_paid=share > 0
        )

    def _get_sale_orders(self, rows):
        """{id: order} of the sales orders among ``rows`` that still exist."""
        ids = {order_id for _id, model, order_id, *_rest in rows if model == "sale.order"}
        orders = self.env["sale.order"].browse(sorted(ids)).exists()
        orders._read_what_was_paid()
        return {order.id: order for order in orders}
