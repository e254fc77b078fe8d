"""Lines of sales orders that sell memberships."""

from decimal import Decimal

from odoo import api, fields, models

from ....engine.membership_buying import Bought, periods, returned_periods
from ...earning.program_earning import number

CHANGING = {"product_uom_qty", "product_uom_id", "product_id", "price_unit", "discount"}


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "loyalty.membership.line"]

    membership_term_ids = fields.One2many("loyalty.membership.term", "sale_line_id", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._sync_bought_later()
        return lines

    def write(self, vals):
        leaving = self._get_lines_that_leave(vals.get("product_id")) if "product_id" in vals else ()
        result = super().write(vals)
        for line in leaving:
            line._leave_former_product()
        if CHANGING & vals.keys():
            self._sync_bought_later()
        return result

    def _get_lines_that_leave(self, product_id):
        """Lines of confirmed orders that sell a membership and will be of another product."""
        products = self.env["loyalty.membership.period"]._get_by_product()
        return self.filtered(
            lambda line: (
                line.product_id.id in products and line.product_id.id != product_id and line.order_id.state == "sale"
            )
        )

    def _leave_former_product(self):
        """The periods go that the line gave as another product; they come back when it is that product again."""
        terms = self.sudo()._get_terms_of_line()
        kept = terms._filter_product(self.product_id._get_membership_period())
        (terms - kept)._undo(
            self.env._("%(order)s: now “%(product)s”", order=self.order_id.name, product=self.product_id.name)
        )

    def _sync_bought_later(self):
        """Lines of confirmed orders that are added or changed."""
        self.filtered(lambda line: line.order_id.state == "sale")._sync_memberships()

    # --- what the line says of itself ---

    def _get_terms_of_line(self):
        return self.env["loyalty.membership.term"].sudo().search([("sale_line_id", "=", self.id)])

    def _get_wanted_periods(self, period, terms):
        if self.order_id.state != "sale" or self.is_downpayment:
            return 0
        return periods(self._get_bought(terms), period.plan_id.start_on)

    def _get_bought(self, terms):
        """The quantities of the line as a value of the engine, in units of its product."""
        state = self._get_line_state(Decimal(0))
        credited, paid_credited = self._get_credited_units()
        sold, returned = self._get_till_quantities()
        online = self.order_id._get_online_money()
        cost = number(self.order_id.amount_total)
        unit = self._to_unit(1)
        back = returned_periods(
            kept=online["done"] - online["back"],
            given_back=online["back"],
            credited=online["credited"],
            others=max(cost - number(self.price_total), Decimal(0)),
            price=self._get_price_with_taxes() / unit if unit else Decimal(0),
        )
        return Bought(
            ordered=state.ordered * unit,
            invoiced=state.invoiced * unit,
            credited=max(credited, returned) * unit,
            paid=state.paid * unit,
            paid_credited=(paid_credited + returned) * unit,
            covered=online["done"] >= cost if online["done"] else cost <= 0,
            money=online["done"] > online["back"] or bool(sold),
            returned=back,
            ever=len(terms),
            lost=len(terms.filtered(lambda term: term.state in ("refunded", "void") and not term.undone)),
        )

    def _to_unit(self, quantity):
        """A quantity of the line in units of its product."""
        unit = self.product_id.uom_id
        return number(self.product_uom_id._compute_quantity(quantity, unit, round=False))

    def _get_price_with_taxes(self):
        quantity = number(self.product_uom_qty)
        return number(self.price_total) / quantity if quantity else Decimal(0)

    def _get_term_values(self, period):
        return {"sale_line_id": self.id, "move_id": self._get_paid_invoice().id}

    def _get_period_amounts(self, period):
        order = self.order_id
        date = fields.Date.to_date(order.date_order) or fields.Date.context_today(self)
        quantity = self._to_unit(self.product_uom_qty)
        return period._share_out(self._get_cost_after_discounts(), quantity, order.currency_id, date)

    def _get_other_lines(self):
        return self.order_id.order_line.filtered(
            lambda line: not line.display_type and not line.is_downpayment and not line.is_delivery
        )

    def _get_paid_invoice(self):
        """The first posted invoice of the line; may be empty."""
        moves = self._get_invoice_lines().move_id
        return moves.filtered(lambda move: move.move_type == "out_invoice" and move.state == "posted").sorted("id")[:1]

    def _get_membership_customer(self, period):
        return period.plan_id.program_id._get_account_partner(self.order_id.partner_id)

    def _get_membership_token(self):
        """The means of payment that the customer saved while paying, or paid with."""
        order = self.order_id
        payments = order.transaction_ids | order.invoice_ids.transaction_ids
        payments = payments.filtered(lambda tx: tx.state == "done" and tx.operation != "refund" and tx.token_id.active)
        return payments.sorted("id", reverse=True)[:1].token_id

    def _after_membership_sync(self, terms):
        """Means of payment are saved, and invoices made, after the payment."""
        live = self.membership_term_ids.filtered(lambda term: term.state == "paid")
        if terms or self.env.context.get("membership_just_paid"):
            token = self._get_membership_token()
            for membership in live.membership_id.filtered(lambda membership: not membership.token_id):
                membership._keep_token(token)
        invoice = self._get_paid_invoice()
        live.filtered(lambda term: not term.move_id and invoice).move_id = invoice

    def _tell_membership_problem(self, problem):
        order = self.order_id
        order.message_post(body=self.env._("The membership of “%s” could not be started: ", self.name) + problem)
        if not order.activity_ids.filtered(lambda activity: activity.summary == problem):
            order.activity_schedule(
                "mail.mail_activity_data_todo", summary=problem, user_id=order.user_id.id or self.env.uid
            )


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    def _keep_token(self, token):
        """Renewals are paid with the means of payment that the customer saved with the purchase; gifts are not renewed
        with that of the giver.
        """
        self.ensure_one()
        if token and not self.payer_id and self._is_open() and self._may_use_token(token):
            self._set_token(token)
