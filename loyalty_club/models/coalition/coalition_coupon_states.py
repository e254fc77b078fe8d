"""How coupons of partners move from one state to another."""

from odoo import api, models
from odoo.exceptions import UserError

from ...engine.coalition import CANCELLED, DISPUTED, EXPIRED, ISSUED, REDEEMED, may_move


class LoyaltyCoalitionCoupon(models.Model):
    _inherit = "loyalty.coalition.coupon"

    @api.private
    def _lock(self):
        """Wait for whoever else moves these coupons; a transaction that waited starts over (docs, "Locks")."""
        coupons = self.sudo().sorted("id")
        if coupons:
            coupons.flush_recordset()
            self.env.cr.execute(
                "SELECT id FROM loyalty_coalition_coupon WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
                [coupons.ids],
            )
            self.env.cr.execute("UPDATE loyalty_coalition_coupon SET id = id WHERE id = ANY(%s)", [coupons.ids])
            coupons.invalidate_recordset()
        return coupons

    @api.private
    def _move_to(self, state, values=None, event=None):
        """Move these coupons to a state, book what that comes to, and tell whoever listens.

        A coupon that is there already stays as it is, its values too.

        :param dict values: further fields to write
        :param str event: what is told to the partner: issued, redeemed, returned, cancelled, expired, disputed
        :return: the coupons that moved
        :raise UserError: the state may not follow the present one
        """
        coupons = self._lock().filtered(lambda coupon: coupon.state != state)
        coupons._check_moves(state)
        coupons.write({**(values or {}), "state": state})
        coupons._book_amount()
        coupons._notify(event or state)
        return coupons

    def _check_moves(self, state):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for coupon in self:
            if not may_move(coupon.state, state):
                raise UserError(
                    self.env._(
                        "The coupon %(code)s is “%(before)s” and cannot become “%(after)s”.",
                        code=coupon.code,
                        before=labels[coupon.state],
                        after=labels[state],
                    )
                )

    def _notify(self, event):
        """Hook: something happened to these coupons (``event`` as in :meth:`_move_to`)."""

    @api.private
    def _redeem(self, order_ref, order_amount, discount_amount, *, origin=None, partner=None, at=None):
        """A coupon was used for an order. Used for the same order again, its amounts are brought up to date.

        :param str order_ref: number of the order
        :param order_amount: money in the currency of the contract, without taxes
        :param discount_amount: what the coupon took off, likewise
        :param origin: our own order, of our coupons
        :param res.partner partner: who came with our coupon
        :param datetime at: when, by default now
        :raise UserError: it was used for another order, or cannot be used
        """
        self.ensure_one()
        coupon = self._lock()
        values = {
            "order_amount": order_amount,
            "discount_amount": discount_amount,
            "reserved_until": False,
            "reserved_for": False,
        }
        if coupon.state == REDEEMED:
            if coupon.order_ref != order_ref:
                raise UserError(self.env._("The coupon %s was used already.", coupon.code))
            coupon.write(values)
            coupon._book_amount()
            return coupon
        if coupon.state == DISPUTED:
            raise UserError(self.env._("The coupon %s is disputed. End the dispute first.", coupon.code))
        values |= {
            "order_ref": order_ref,
            "origin_model": origin._name if origin else False,
            "origin_id": origin.id if origin else False,
            "redeemed_at": (at or self.env.cr.now()).replace(microsecond=0),
        }
        if partner and not coupon.partner_id:
            values["partner_id"] = partner.id
        return coupon._move_to(REDEEMED, values)

    @api.private
    def _take_back(self):
        """The order was refunded or cancelled: the coupon is usable again, or expired meanwhile."""
        empty = {
            "redeemed_at": False,
            "order_amount": 0,
            "discount_amount": 0,
            "order_ref": False,
            "origin_model": False,
            "origin_id": False,
        }
        for coupon in self._lock().filtered(lambda coupon: coupon.state == REDEEMED):
            over = coupon.expires_on and coupon.expires_on < coupon.offer_id._get_today()
            coupon._move_to(EXPIRED if over else ISSUED, empty, "returned")

    @api.private
    def _cancel(self):
        """Nobody can use these coupons any more; a member's points come back.

        :raise UserError: one was used
        """
        cancelled = self._move_to(CANCELLED)
        entries = cancelled.entry_id.filtered(lambda entry: entry.state != "void")
        left = entries._get_reversible_points()  # staff may have given them back already
        for entry in entries.filtered(lambda entry: left[entry]):
            entry._reverse(key=f"coalition,{entry.id},cancelled")
        return cancelled

    @api.private
    def _expire(self, now=None, limit=None):
        """End what nobody used in time. One search for each time zone of the clubs; called by the daily job.

        :param int limit: how many at most
        :return: the coupons that expired
        """
        now = now or self.env.cr.now()
        expired = self.browse()
        # Coupons of clubs and contracts that were archived have a last day, too.
        clubs = self.env["loyalty.program"].sudo().with_context(active_test=False)
        for club in clubs.search([("program_type", "=", "loyalty")]):
            if limit and len(expired) >= limit:
                break
            expired |= self.sudo().search(
                [
                    ("coalition_id.program_id", "=", club.id),
                    ("state", "in", ("available", "issued")),
                    ("expires_on", "<", club._get_local_day(now)),
                ],
                limit=limit and limit - len(expired),
            )
        return expired._move_to(EXPIRED)
