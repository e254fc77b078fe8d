"""What a cart says of clubs, as values for its page."""

from odoo import models
from odoo.http import request

from ...engine.points import ZERO, exact
from .sale_shop_earning import isolate, strong

PAGES = ("/shop/cart", "/shop/checkout", "/shop/payment", "/shop/extra_info")
"""Pages of a cart that show its club; forms come back to the one that they were sent from."""


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_club_cart(self, claimable):
        """What the cart earns in each club and what its member can have for points.

        :param claimable: what stock's list of rewards offers (``_get_claimable_and_showable_rewards``)
        :return: list of dicts, one per club that has something to say (see :meth:`_get_cart_of_club`)
        """
        self.ensure_one()
        if not self.order_line:
            return []
        found = [self._get_cart_of_club(program, claimable) for program in self._get_shop_clubs()]
        return [club for club in found if club]

    def _get_cart_of_club(self, program, claimable):
        """
        :return: None, or a dict: ``program``, ``standing`` (see :meth:`_get_standing`; ``guest`` for who is not logged
            in, whatever the order earns), ``earns`` and ``usable`` (sentences), ``balance`` (what is left to spend on
            this cart) and ``tier`` of a member, the page to join for others, and the rewards (see
            :meth:`_get_reward_outlook`)
        """
        standing, card = self._get_standing(program)
        may_see = self._allow_nominative_programs()  # not who gave an address without logging in
        if not may_see and standing == "outsider":
            standing = "guest"
        points = self._get_cart_points(program, standing, card)
        if not points and not (card and may_see):
            return None
        club = {
            "program": program,
            "standing": standing if may_see else "guest",
            "earns": self._get_earns_text(program, standing, points, card),
            "usable": points and standing == "member" and program._get_usable_text(),
            "balance": "",
            "tier": self.env["loyalty.tier"],
            "rewards": None,
            "join_url": program._get_join_url(),
        }
        if card and may_see and standing == "member":
            points = max(self._get_real_points_for_coupon(card), 0.0)
            club["balance"] = self.env._("%s to use", isolate(card._format_points(points)))
            if self._get_own_points(card):
                club["usable"] = self.env._("You can use them on this order already.")
            club["tier"] = card.tier_id
            club["rewards"] = self._get_reward_outlook(card, claimable)
        return club

    def _get_cart_points(self, program, standing, card):
        """Points (Decimal) that the cart earns: what it is known to, else what it would."""
        lines = self.coupon_point_ids.filtered(lambda line: line.coupon_id._get_survivor().program_id == program)
        if lines and standing != "outsider":
            return exact(sum(lines.mapped("points")))
        return ZERO if standing == "member" and card else self._get_shop_points(program, standing, card)

    def _get_earns_text(self, program, standing, points, card):
        _ = self.env._
        if card.membership_state == "left":
            return card._tell_resting()
        if standing == "resting":
            return _("Your membership rests at present: this order earns no points.")
        if not points:
            return ""
        words = {"points": strong(program._format_club_points(points)), "club": isolate(program.name)}
        if standing == "member":
            return _("This order earns %(points)s.", **words)
        if standing == "outsider":
            return _("Join %(club)s and earn %(points)s with this order.", **words)
        return _("Members of %(club)s earn %(points)s with this order.", **words)

    def _get_club_return(self, redirect=None):
        """The page of the cart that is being shown: where its forms come back to."""
        path = redirect or (request and request.httprequest.path) or ""
        return next((page for page in PAGES if path.rstrip("/").endswith(page)), PAGES[0])
