"""Which purchases of a friend count: found in the ledger, compared with what was noted."""

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
        self.search(
            [
                ("partner_id", "in", partners.ids),
                ("state", "in", LIVE),
                "|",
                ("is_full", "=", False),
                ("purchase_ids", "any", touched),
            ]
        )._sync()

    def _note_purchases(self):
        """Compare the purchases that count now with those that were noted.

        :return: (purchases that count since now, purchases that are the friend's first since now, keys to take back)
        """
        decided = self.filtered(lambda referral: not referral.is_waiting and referral.registered_at)
        found = decided._load_purchases()
        begun = first = self.env["loyalty.referral.purchase"]
        gone = []
        for referral in decided:
            wanted = counted(
                found.get(referral.id, ()),
                exact(referral.min_amount),
                referral.order_count,
                referral.expires_on or None,
            )
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
        paid = self._get_paid_documents(rows)
        programs = {referral.id: referral.program_id for referral in self}
        found = {}
        for referral_id, model, order_id, at, amount, orders in rows:
            found.setdefault(referral_id, []).append(
                Purchase(
                    ref=(model, order_id),
                    at=at,
                    day=programs[referral_id]._get_local_day(at),
                    amount=exact(amount or 0),
                    orders=orders or 0,
                    is_paid=(model, order_id) in paid,
                )
            )
        return found

    def _get_paid_documents(self, rows):
        """{(model, id)} of the orders among ``rows`` that are paid; an order of a till is, once it booked."""
        paid = {(model, order_id) for _id, model, order_id, *_rest in rows if model == "pos.order"}
        ids = {order_id for _id, model, order_id, *_rest in rows if model == "sale.order"}
        orders = self.env["sale.order"].browse(sorted(ids)).exists()
        orders._read_what_was_billed()
        return paid | {("sale.order", order.id) for order in orders if order._is_paid_for_friends()}
