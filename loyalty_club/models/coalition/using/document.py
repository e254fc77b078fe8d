"""Our coupons that partners give out, on sales orders and orders of tills."""

import logging

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ....engine.coalition import REDEEMED

_logger = logging.getLogger(__name__)


class LoyaltyPointsDocument(models.AbstractModel):
    _inherit = "loyalty.points.document"

    def _sync_partner_coupons(self):
        """Compare which coupons of partners these orders use now, and for how much, with what is noted. Idempotent.

        It never stops an order: what cannot be noted is told to staff on the order.
        """
        programs = self.env["loyalty.coalition.offer"]._get_shared_programs()
        if not programs or not self:
            return
        documents = self.sudo()
        lines = {document: document._get_coupon_lines(programs) for document in documents}
        cards = documents.env["loyalty.card"].union(*(found.coupon_id for found in lines.values()))
        coupons = documents.env["loyalty.coalition.coupon"].search(
            [
                "|",
                ("card_id", "in", cards.ids),
                "&",
                ("origin_model", "=", self._name),
                ("origin_id", "in", documents.ids),
            ]
        )
        for document in documents:
            for coupon in coupons:
                own = lines[document].filtered(lambda line, card=coupon.card_id: line.coupon_id == card)
                if own or document._has_used(coupon):
                    document._compare_coupon(coupon, own)

    def _has_used(self, coupon):
        return coupon.origin_model == self._name and coupon.origin_id == self.id

    def _compare_coupon(self, coupon, lines):
        """Use a coupon, bring its amounts up to date, or take its use back.

        :param lines: those that the coupon put on this order
        """
        used = self._has_used(coupon)
        amounts = self._get_coupon_amounts(coupon.currency_id, lines)
        if not amounts:
            if used and coupon.state == REDEEMED:
                coupon._take_back()
                coupon._forget_customer(self)
            return
        if used and (coupon.state != REDEEMED or (coupon.order_amount, coupon.discount_amount) == amounts):
            return  # disputed ones wait for the decision
        try:
            with self.env.cr.savepoint():
                if used:
                    coupon._redeem(coupon.order_ref, *amounts)
                else:
                    self._use_coupon(coupon, amounts)
        except UserError as error:
            _logger.warning("Coupon %s of a partner on %s: %s", coupon.code, self, error)
            self._tell_coupon_problem(str(error))

    def _use_coupon(self, coupon, amounts):
        customer = self.partner_id.filtered(lambda partner: not partner.is_public)
        number, at = self._get_order_number(), self._get_moment_of_use()
        coupon._redeem(number, *amounts, origin=self, partner=customer, at=at)
        coupon._note_newcomer(self)

    def _is_using(self, coupon):
        """Whether a coupon of a partner still makes this order cheaper."""
        lines = self._get_coupon_lines({coupon.offer_id.coupon_program_id.id})
        own = lines.filtered(lambda line: line.coupon_id == coupon.card_id)
        return bool(self._get_coupon_amounts(coupon.currency_id, own))

    def _get_coupon_amounts(self, currency, lines):
        """(what the order came to, what the coupon took off), both without taxes and delivery, as floats in
        ``currency``; None: the coupon is not used here (any more).
        """
        share = float(self._get_share_for_coupons()) if lines else 0.0
        if share <= 0:
            return None
        total = sum(self._get_untaxed(line) for line in self._get_lines_of_value())
        taken_off = sum(self._get_taken_off(line) for line in lines)
        return tuple(
            self.currency_id._convert(max(amount, 0.0) * share, currency, self.company_id, self.date_order)
            for amount in (total, taken_off)
        )

    def _tell_coupon_problem(self, problem):
        """Staff read it on the order, once."""
        if problem not in [html2plaintext(body).strip() for body in self.message_ids.mapped("body") if body]:
            self.message_post(body=problem)

    def _is_first_order(self):
        """Whether the customer has not bought from the company before."""
        family = ("partner_id", "child_of", self.partner_id.commercial_partner_id.id)
        company = ("company_id", "=", self.company_id.id)
        sales = self.env["sale.order"].sudo()
        others = [family, company, ("state", "=", "sale"), ("id", "not in", self._get_ids_in("sale.order"))]
        if sales.search_count(others, limit=1):
            return False
        tills = self.env["pos.order"].sudo()
        others = [family, company, ("state", "in", ("paid", "done")), ("is_refund", "=", False)]
        own = self._get_ids_in("pos.order")
        return not tills.search_count([*others, ("id", "not in", own)], limit=1)

    # --- what a document says of itself ---

    def _get_coupon_lines(self, programs):
        """Lines that coupons of these programs (ids) put on the order, while it holds (superuser mode)."""
        raise NotImplementedError

    def _get_share_for_coupons(self):
        """The part (0 to 1) of the order that was neither returned nor credited."""
        raise NotImplementedError

    def _get_lines_of_value(self):
        """Lines of goods and of what makes them cheaper: no delivery, no gift cards that pay."""
        raise NotImplementedError

    def _get_untaxed(self, line):
        return line.price_subtotal

    def _get_taken_off(self, line):
        return -line.price_subtotal

    def _get_order_number(self):
        return self.name

    def _get_moment_of_use(self):
        """When the coupon was used (naive UTC)."""
        return self.env.cr.now()

    def _get_ids_in(self, model):
        """Ids of the orders of ``model`` that this order itself is."""
        return self.ids if model == self._name else []

    def _is_cancelled_order(self):
        return self.state == "cancel"
