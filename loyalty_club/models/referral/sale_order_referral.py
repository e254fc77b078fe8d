from odoo import fields, models
from odoo.tools import float_compare

from ...engine.codes import tidy_code


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

    def _is_paid_for_friends(self):
        """Whether all of the order that counts is paid: by invoices, at a till, or by an online payment."""
        self.ensure_one()
        payments = self.transaction_ids | self.transaction_ids.child_transaction_ids
        payments = payments.filtered(lambda tx: tx.state == "done" and tx.operation != "validation")
        refunds = payments.filtered(lambda tx: tx.operation == "refund")  # their amounts are negative
        done, rounding = sum((payments - refunds).mapped("amount")), self.currency_id.rounding
        if refunds and float_compare(done + sum(refunds.mapped("amount")), 0, precision_rounding=rounding) <= 0:
            return False
        if done and float_compare(done, self.amount_total, precision_rounding=rounding) >= 0:
            return True
        counts = self._get_kept_share("order", None)
        return 0 < counts <= self._get_kept_share("invoice_paid", None)

    def _read_what_was_billed(self):
        """Read what :meth:`_is_paid_for_friends` asks of each of these orders, for all of them at once."""
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
