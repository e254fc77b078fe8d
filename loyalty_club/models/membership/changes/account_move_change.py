from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    membership_change_id = fields.Many2one(
        "loyalty.membership",
        "Change of membership",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        help="The membership that changes its plan with this invoice, or would have.",
    )

    def _sync_club_points(self):
        """Changes of memberships begin when their invoices are paid, and are given up when those are."""
        super()._sync_club_points()
        if not self.ids or not self.env["loyalty.membership.period"]._get_by_product():  # nobody sells memberships
            return
        memberships = (self | self.reversed_entry_id)._without_replaced()._get_pending_changes()
        memberships.filtered(lambda membership: membership.change_move_id._counts_as_paid())._carry_out_change()
        memberships.filtered(lambda membership: membership.change_move_id._is_given_up())._drop_change()

    def _get_pending_changes(self):
        """Memberships that change as soon as these invoices are paid (superuser mode)."""
        return self.env["loyalty.membership"].sudo().search([("change_move_id", "in", self.ids)])

    def _is_given_up(self):
        """Whether nobody is to pay this invoice: cancelled, or credited in full."""
        return bool(self) and (self.state == "cancel" or self._is_credited())

    def _get_membership_page(self, customer):
        """Where a customer who paid this invoice online goes on: the page of their membership; False: it is of none.

        :param customer: the visitor
        """
        self.ensure_one()
        move = self.sudo()
        membership = move.membership_change_id or move._get_renewed_memberships()[:1]
        return membership.partner_id == customer and membership.access_url
