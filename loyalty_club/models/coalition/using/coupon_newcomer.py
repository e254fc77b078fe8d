"""Who comes with a coupon that a partner gave, and whether this is somebody new."""

from odoo import models


class LoyaltyCoalitionCoupon(models.Model):
    _inherit = "loyalty.coalition.coupon"

    def _note_newcomer(self, document):
        """The customer of the (first) order came through the partner whose coupon was used.

        Somebody who came through this partner before and gave that order back is still new with the next one.
        """
        self.ensure_one()
        customer = self.partner_id
        if not customer or (customer.club_coalition_id and customer.club_coalition_id != self.coalition_id):
            return  # came through another partner, perhaps with this very order
        again = customer.club_coalition_id == self.coalition_id and not self._counts_already(customer)
        if not again and not document._is_first_order():
            return
        self.is_new_customer = True
        if not customer.club_coalition_id:
            customer.club_coalition_id = self.coalition_id

    def _counts_already(self, customer):
        """Whether another coupon of the partner brought this customer."""
        domain = [("coalition_id", "=", self.coalition_id.id), ("partner_id", "=", customer.id)]
        return bool(self.search_count([*domain, ("is_new_customer", "=", True), ("id", "!=", self.id)], limit=1))

    def _forget_customer(self, document):
        """The order was given back: nobody came with this coupon. A cancelled order brought nobody at all."""
        customer = self.partner_id
        self.write({"partner_id": False, "is_new_customer": False})
        came_through = customer.club_coalition_id == self.coalition_id
        if came_through and document._is_cancelled_order() and not self._counts_already(customer):
            customer.club_coalition_id = False
