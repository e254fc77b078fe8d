"""Rewards per order go with the order, and come back with it.

As everywhere, documents are compared: whatever happened to an order or an invoice, what its survey paid is undone while
it does not stand, and the undo is undone when it stands again.
"""

from odoo import api, models
from odoo.tools import SQL

from .survey_rewards import TRIGGER

OF_AN_ORDER = "."
"""What keys of rewards per order have, and others have not: the name of the order's model."""
UNDO = "survey_order"
"""Keys of these undos begin with it; what staff took back stays taken back."""


class LoyaltySurveyInvitation(models.Model):
    _inherit = "loyalty.survey.invitation"

    def _get_gone(self):
        """Those of these invitations whose order or invoice was cancelled, deleted or wholly given back. Whoever is
        asked about a quotation may cancel it. Superuser mode.
        """
        about = self.sudo().filtered(lambda invitation: invitation.origin_id and invitation.moment != "quotation_sent")
        gone = about.browse()
        for model, found in about.grouped("origin_model").items():
            find = {
                "sale.order": self._find_gone_sales,
                "pos.order": self._find_gone_till_orders,
                "account.move": self.env["loyalty.survey.plan"]._find_credited_invoices,
            }.get(model)
            if find:
                ids = set(find(list(set(found.mapped("origin_id")))))
                gone |= found.filtered(lambda invitation, ids=ids: invitation.origin_id in ids)
        return gone

    @api.model
    def _find_gone_sales(self, ids):
        """Ids of those orders that are not confirmed any more, or of which nothing counts."""
        orders = self.env["sale.order"].sudo().browse(ids).exists()
        confirmed = orders.filtered(lambda order: order.state == "sale").ids
        gone = self.env["loyalty.survey.plan"]._find_returned_sales(confirmed) if confirmed else []
        return [*(set(ids) - set(confirmed)), *gone]

    @api.model
    def _find_gone_till_orders(self, ids):
        """Ids of those orders of which nothing is left, neither of their own goods nor of what they settled."""
        orders = self.env["pos.order"].sudo().browse(ids).exists()
        returned = set(self.env["loyalty.survey.plan"]._find_returned_till_orders(orders.ids)) if orders else set()
        settled = orders.lines.sale_order_origin_id
        gone_sales = set(self._find_gone_sales(settled.ids)) if settled else set()
        gone = [order_id for order_id in ids if order_id not in orders.ids]
        for order in orders:
            sales = order.lines.sale_order_origin_id
            own = (order.id not in returned) if not sales or order._get_goods() else False
            if not own and all(sale.id in gone_sales for sale in sales):
                gone.append(order.id)
        return gone


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    @api.model
    @api.private
    def _sync_order_rewards(self, model, ids):
        """Compare what surveys about these documents paid per order with whether the documents stand.

        :param str model: ``sale.order``, ``pos.order`` or ``account.move``
        """
        if not ids or TRIGGER not in self.env["loyalty.program"]._get_triggers_in_use():
            return
        self.env["loyalty.survey.invitation"].flush_model(["origin_model", "origin_id"])
        self.env["pos.order.line"].flush_model(["order_id", "sale_order_origin_id"])
        self.flush_model(["state", "club_invitation_id"])
        rows = self.env.execute_query(self._get_order_answers_query(model, list(ids)))
        if not rows:
            return
        answers = self.sudo().browse(row[0] for row in rows)
        gone = answers.club_invitation_id._get_gone()
        lost = answers.filtered(lambda answer: answer.club_invitation_id in gone)
        lost._take_back_order_rewards()
        (answers - lost)._restore_order_rewards()

    @api.model
    def _get_order_answers_query(self, model, ids):
        """Answers to invitations about documents; orders of tills also follow the sales orders that they settled."""
        about = SQL("i.origin_model = %s AND i.origin_id = ANY(%s)", model, ids)
        if model == "sale.order":
            about = SQL(
                """
                (%s OR i.origin_model = 'pos.order' AND i.origin_id IN (
                       SELECT l.order_id FROM pos_order_line l WHERE l.sale_order_origin_id = ANY(%s)))
                """,
                about,
                ids,
            )
        return SQL(
            """
            SELECT a.id FROM loyalty_survey_invitation i JOIN survey_user_input a ON a.club_invitation_id = i.id
             WHERE a.state = 'done' AND %s
            """,
            about,
        )

    def _get_order_entries(self):
        """What rewards per order paid for these answers, the oldest first."""
        return (
            self.env["loyalty.ledger.entry"]
            .sudo()
            .search(
                [
                    ("origin_model", "=", self._name),
                    ("origin_id", "in", self.ids),
                    ("kind", "=", "accrual"),
                    ("activity_id.trigger", "=", TRIGGER),
                    ("key", "like", OF_AN_ORDER),
                ],
                order="id",
            )
            if self
            else self.env["loyalty.ledger.entry"].sudo()
        )

    def _take_back_order_rewards(self):
        """The orders of these answers do not stand: what was paid goes, with unused coupons, and claims are refused."""
        if not self:
            return
        self.env["loyalty.activity.claim"].sudo()._withdraw(
            [
                ("origin_model", "=", self._name),
                ("origin_id", "in", self.ids),
                ("activity_id.trigger", "=", TRIGGER),
                ("event_key", "like", OF_AN_ORDER),
            ]
        )
        entries = self._get_order_entries()
        left = entries._get_reversible_points()
        due = entries.filtered(lambda entry: left[entry] if entry.points else not entry._is_undone())
        due.card_id._post_reversals(
            [
                {
                    "entry": entry,
                    "key": f"{UNDO},{entry.id},{len(entry.reversal_ids) + 1}",
                    "description": self.env._("%s: its order was cancelled or given back", entry.description),
                    "arrears_cause": "refund",
                }
                for entry in due
            ]
        )

    def _restore_order_rewards(self):
        """The orders of these answers stand: what was taken back with an order comes back, once for each reward, to
        members who may earn.
        """
        latest = {}
        for entry in self.filtered(lambda answer: answer._is_standing())._get_order_entries():
            latest[entry.origin_id, entry.activity_id, entry.card_id._get_survivor()] = entry
        undos = self.env["loyalty.ledger.entry"].sudo()
        for (_answer, _activity, card), entry in latest.items():
            if card._may_earn() and card.program_id.active:
                undos |= entry.reversal_ids.filtered(lambda undo: (undo.key or "").startswith(f"{UNDO},"))
        left = undos._get_reversible_points() if undos else {}
        due = undos.filtered(lambda undo: left[undo] if undo.points or undo.forgiven else not undo.reversal_ids)
        due.card_id._post_reversals(
            [
                {
                    "entry": undo,
                    "key": f"{UNDO},{undo.id},back",
                    "description": self.env._("%s: its order stands again", undo.reversed_id.description),
                }
                for undo in due
            ]
        )
