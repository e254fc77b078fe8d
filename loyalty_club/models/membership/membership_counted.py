"""Smart buttons: from a customer, an account, an order or an invoice to the memberships that belong to it."""

from odoo import fields, models


class LoyaltyMembershipCounted(models.AbstractModel):
    _name = "loyalty.membership.counted"
    _description = "Document with Memberships"

    membership_count = fields.Integer("Memberships", compute="_compute_membership_count", compute_sudo=True)
    membership_display = fields.Char("Membership", compute="_compute_membership_count", compute_sudo=True)

    def _get_memberships(self):
        """{record id: memberships} of these records; called as superuser, in a fixed number of queries."""
        raise NotImplementedError

    def _compute_membership_count(self):
        found = self._get_memberships()
        nothing = self.env["loyalty.membership"]
        nothing.union(*found.values()).fetch(["company_id", "state", "plan_id"])  # all at once
        for record in self:
            memberships = found.get(record._origin.id, nothing)
            memberships = memberships.filtered(lambda membership: membership.company_id in self.env.companies)
            record.membership_count = len(memberships)
            running = memberships.filtered(lambda membership: membership.state != "ended") or memberships
            state = running._fields["state"].convert_to_export(running.state, running) if len(running) == 1 else False
            record.membership_display = f"{running.plan_id.name}: {state}" if state else str(len(memberships))

    def action_open_memberships(self):
        self.ensure_one()
        self.check_access("read")
        memberships = self.sudo()._get_memberships().get(self.id, self.env["loyalty.membership"])
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_membership_action")
        action.update(domain=[("id", "in", memberships.ids)], context={})
        if len(memberships) == 1:
            action.update(view_mode="form", views=[(False, "form")], res_id=memberships.id)
        return action


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "loyalty.membership.counted"]

    membership_count = fields.Integer(groups="base.group_user")
    membership_display = fields.Char(groups="base.group_user")

    def _get_memberships(self):
        return self.env["loyalty.membership"].search([("partner_id", "in", self._origin.ids)]).grouped(
            lambda membership: membership.partner_id.id
        )  # fmt: skip


class LoyaltyCard(models.Model):
    _name = "loyalty.card"
    _inherit = ["loyalty.card", "loyalty.membership.counted"]

    def _get_memberships(self):
        return self.env["loyalty.membership"].search([("card_id", "in", self._origin.ids)]).grouped(
            lambda membership: membership.card_id.id
        )  # fmt: skip


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "loyalty.membership.counted"]

    def _get_memberships(self):
        terms = self.env["loyalty.membership.term"].search([("sale_line_id.order_id", "in", self._origin.ids)])
        return {
            order_id: found.membership_id
            for order_id, found in terms.grouped(lambda t: t.sale_line_id.order_id.id).items()
        }


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "loyalty.membership.counted"]

    def _get_memberships(self):
        """Of invoices and of their credit notes."""
        Term = self.env["loyalty.membership.term"]
        found = {}
        moves = self._origin
        sold = Term.search([("sale_line_id", "in", moves.invoice_line_ids.sale_line_ids.ids)])
        billed = Term.search([("move_id", "in", (moves | moves.reversed_entry_id).ids)])
        for move in moves:
            terms = billed.filtered(lambda term, move=move: term.move_id in (move | move.reversed_entry_id))
            terms |= sold.filtered(lambda term, move=move: term.sale_line_id in move.invoice_line_ids.sale_line_ids)
            found[move.id] = terms.membership_id
        return found
