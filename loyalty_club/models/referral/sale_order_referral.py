from decimal import Decimal

from odoo import fields, models
from odoo.tools import float_compare

from ...engine.codes import tidy_code
from ...engine.points import exact


class SaleOrder(models.Model):
    _inherit = "sale.order"

    referral_code = fields.Char(
        "Code of a friend", copy=False, help="Who sent the customer: noted when the order is confirmed."
    )

    def action_confirm(self):
        """A guest who gave a friend's code is known by now: the invitation is there before the order books points."""
        for order in self.filtered("referral_code"):
            order.sudo()._register_friend()
        return super().action_confirm()

    def _register_friend(self):
        referral = self.env["loyalty.referral"]._register_code(self.partner_id, self.referral_code, "cart", order=self)
        if not referral:
            self.message_post(body=self.env._("The code of a friend “%s” is not known.", self.referral_code))

    def _get_moment_made(self):
        """When the customer decided to buy: bank transfers arrive, and confirm the order, days later."""
        self.ensure_one()
        payments = self.sudo().transaction_ids.filtered(lambda tx: tx.state in ("pending", "authorized", "done"))
        return min([self.date_order, *payments.mapped("create_date")])

    def _get_share_paid_for_friends(self):
        """How much of the order is paid and was not paid back: by invoices, at a till, or by online payments.

        :return: Decimal from 0 (not all that counts of it was paid, or all was paid back) to 1
        """
        self.ensure_one()
        paid, back = self._get_online_payments()
        total, rounding = self.amount_total, self.currency_id.rounding
        if not paid or float_compare(paid, total, precision_rounding=rounding) < 0:
            counts = self._get_kept_share("order", None)
            if not 0 < counts <= self._get_kept_share("invoice_paid", None):
                return Decimal(0)
        if float_compare(back, 0, precision_rounding=rounding) <= 0:
            return Decimal(1)
        kept = max(paid, total) - back
        if float_compare(kept, 0, precision_rounding=rounding) <= 0:
            return Decimal(0)
        return min(exact(kept) / exact(total), Decimal(1)) if total else Decimal(1)

    def _get_online_payments(self):
        """What was paid online for the order, and what of it was paid back, in its currency. A payment for several
        orders is shared out by what they cost; of one that was captured in parts only those parts count.

        :return: (paid, paid back)
        """
        paid = back = 0.0
        for payment in self.transaction_ids | self.invoice_ids.transaction_ids:
            if payment.operation in ("refund", "validation") or payment.source_transaction_id:
                continue
            children = payment.child_transaction_ids
            captures = children.filtered(lambda tx: tx.operation != "refund" and tx.state in ("done", "cancel"))
            refunds = (children | captures.child_transaction_ids).filtered(lambda tx: tx.operation == "refund")
            part = self._get_part_of(payment)
            paid += part * payment._sum_done(captures or payment)
            back -= part * payment._sum_done(refunds)  # their amounts are negative
        return paid, back

    def _get_part_of(self, payment):
        """The part (0 to 1) of a payment that is for this order."""
        orders = payment._get_paid_orders().filtered(lambda order: order.state != "cancel") | self
        total = sum(orders.mapped("amount_total"))
        return self.amount_total / total if len(orders) > 1 and total else 1.0

    def _read_what_was_paid(self):
        """Read what :meth:`_get_share_paid_for_friends` asks of each of these orders, for all of them at once."""
        payments = self.transaction_ids | self.invoice_ids.transaction_ids
        parts = payments.child_transaction_ids
        (payments | parts | parts.child_transaction_ids).mapped("state")
        payments._get_paid_orders().mapped("amount_total")
        lines = self.order_line
        for path in ("invoice_lines.move_id.payment_state", "move_ids.state", "pos_order_line_ids.order_id.state"):
            lines.mapped(path)

    def _asks_for_friend(self):
        """Whether the cart asks for the code of a friend.

        :return: ``ask``, ``noted`` (it was given), or False: not for this customer
        """
        self.ensure_one()
        order, partner = self.sudo(), self.sudo().partner_id
        clubs = order.env["loyalty.referral"]._get_clubs_that_pay(order.website_id, order.company_id)
        if not clubs:
            return False
        if order.referral_code:
            return "noted"
        if partner.is_public or order._is_anonymous_cart():
            return "ask"
        persons = [club._get_account_partner(partner).id for club in clubs]
        known = order.env["loyalty.referral"].search(
            [("program_id", "in", clubs.ids), ("partner_id", "in", persons)], limit=1
        )
        if known:
            return "noted" if known.state not in ("refused", "expired") else False
        bought = order.search_count([("partner_id", "=", partner.id), ("state", "=", "sale")], limit=1)
        return False if bought else "ask"

    def _take_referral_code(self, code):
        """The customer of a quotation gives the code of a friend.

        :return: ``unknown`` (no such code), ``noted`` (who the customer is will be known later), or the state of the
            invitation
        """
        self.ensure_one()
        card_sudo = self.env["loyalty.card"]._find_by_referral_code(code)
        if not card_sudo or not card_sudo.program_id._has_referrals():
            return "unknown"
        order_sudo = self.sudo()
        if order_sudo.partner_id.is_public or order_sudo._is_anonymous_cart():
            order_sudo.referral_code = tidy_code(code)
            return "noted"
        referral = self.env["loyalty.referral"]._register_code(order_sudo.partner_id, code, "cart", order=order_sudo)
        return referral.state or "unknown"
