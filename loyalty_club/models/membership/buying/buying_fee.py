"""The joining fee: a line of its own on quotations and carts of customers who never had the plan."""

from odoo import api, fields, models
from odoo.fields import Domain

from ...extends.sale_order import QUOTATIONS

ASKED = {"product_id", "product_uom_qty", "membership_gift_email"}


class LoyaltyMembershipPlan(models.Model):
    _inherit = "loyalty.membership.plan"

    def _get_past_customers(self, partners):
        """Who of these customers had the plan before and paid for it (one query; superuser mode).

        :return: set of (plan id, partner id)
        """
        domain = Domain("plan_id", "in", self.ids) & Domain("partner_id", "in", partners.ids)
        domain &= Domain("term_ids", "any", [("kind", "!=", "trial"), ("state", "=", "paid")])
        rows = self.env["loyalty.membership"].sudo()._read_group(domain, ["plan_id", "partner_id"])
        return {(plan.id, partner.id) for plan, partner in rows}


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    membership_fee_line_id = fields.Many2one(
        "sale.order.line",
        "Joining fee of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
        help="The line of the membership that this joining fee belongs to.",
    )
    membership_fee_waived = fields.Boolean(copy=False, help="Staff removed the joining fee of this membership.")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._sync_fees_of_orders()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if ASKED & vals.keys():
            self._sync_fees_of_orders()
        return result

    def unlink(self):
        """A fee goes with its membership; a fee that staff remove stays away."""
        if self.env.user._is_internal() and not self.env.su:
            self.filtered("membership_fee_line_id")._waive_fees()
        sellers = self.filtered("sells_membership")
        orders = sellers.order_id
        fees = orders.order_line.filtered(lambda line: line.membership_fee_line_id in sellers)
        result = super(SaleOrderLine, self | fees).unlink()
        orders.exists()._sync_membership_fees()
        return result

    def _waive_fees(self):
        """These fees are not asked for: not by another line for the same plan and customer either."""
        for fee in self:
            key = fee.membership_fee_line_id._get_fee_key()
            lines = fee.order_id._get_membership_lines()
            lines.filtered(lambda line, key=key: line._get_fee_key() == key).membership_fee_waived = True

    def _sync_fees_of_orders(self):
        products = self.env["loyalty.membership.period"]._get_by_product()
        if products:
            self.filtered(lambda line: line.product_id.id in products).order_id._sync_membership_fees()

    def _get_fee_key(self):
        """(plan id, id of the customer or address of the receiver): who pays a fee once."""
        plan = self.product_id._get_membership_period().plan_id
        return plan.id, self._get_gift_address() or plan.program_id._get_account_partner(self.order_id.partner_id).id

    # --- in the shop a fee cannot be changed ---

    def _is_sellable(self):
        return super()._is_sellable() and not self.membership_fee_line_id


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def write(self, vals):
        result = super().write(vals)
        if "partner_id" in vals:
            self._sync_membership_fees()
        return result

    def _get_copiable_order_lines(self):
        return super()._get_copiable_order_lines().filtered(lambda line: not line.membership_fee_line_id)

    def _sync_membership_fees(self):
        """Add the fees that these quotations lack, remove those that are not asked for any more."""
        for order in self.filtered(lambda order: order.state in QUOTATIONS):
            lines = order._get_membership_lines()
            fees = order.order_line.filtered("membership_fee_line_id")
            if not lines and not fees:
                continue
            wanted = order._get_lines_with_fee(lines)
            fees.filtered(lambda fee, wanted=wanted: fee.membership_fee_line_id not in wanted).sudo().unlink()
            for line in wanted - fees.exists().membership_fee_line_id:
                order.env["sale.order.line"].create(order._prepare_membership_fee(line))

    def _get_lines_with_fee(self, lines):
        """Of these lines the first of each plan and customer who never had it."""
        found = {}
        for line in lines.filtered(lambda line: line.product_uom_qty > 0 and not line.membership_fee_waived):
            plan = line.product_id._get_membership_period().plan_id
            if plan.joining_fee_product_id:
                found.setdefault(line._get_fee_key(), line)
        if not found:
            return lines.browse()
        receivers = {key: line._find_receiver() for key, line in found.items()}
        partners = self.env["res.partner"].sudo().union(*receivers.values())
        plans = self.env["loyalty.membership.plan"].sudo().browse({plan_id for plan_id, _who in found})
        past = plans._get_past_customers(partners)
        fresh = [line for key, line in found.items() if (key[0], receivers[key].id) not in past]
        return lines.browse([line.id for line in fresh])

    def _prepare_membership_fee(self, line):
        plan = line.product_id._get_membership_period().plan_id
        return {
            "order_id": self.id,
            "product_id": plan.joining_fee_product_id.id,
            "product_uom_qty": 1,
            "membership_fee_line_id": line.id,
            "sequence": line.sequence,
        }

    def _cart_find_product_line(self, *args, **kwargs):
        return super()._cart_find_product_line(*args, **kwargs).filtered(lambda line: not line.membership_fee_line_id)

    def _cart_update_line_quantity(self, line_id, quantity, **kwargs):
        """A fee comes and goes with its membership."""
        line = self.order_line.filtered(lambda line: line.id == line_id)
        if line.membership_fee_line_id:
            return {"added_qty": 0, "quantity": line.product_uom_qty, "line_id": line.id, "warning": ""}
        return super()._cart_update_line_quantity(line_id, quantity, **kwargs)
