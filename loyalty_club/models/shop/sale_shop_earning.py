"""What a cart earns in the clubs of the shop: for the member who buys, or for whoever could become one."""

from markupsafe import Markup

from odoo import models
from odoo.fields import Domain
from odoo.tools import format_date

from ...engine.expiry import hold_until
from ...engine.points import ZERO
from ..earning.situation import Situation


def isolate(text):
    """HTML of a name or a number that keeps its own direction within a sentence."""
    return Markup("<bdi>%s</bdi>") % text


def strong(text):
    """The same, set off."""
    return Markup("<strong><bdi>%s</bdi></strong>") % text


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _format_club_points(self, points):
        """A number of points with the club's name for them."""
        self.ensure_one()
        return self.env["loyalty.card"].sudo().new({"program_id": self.id})._format_points(float(points))

    def _get_join_url(self):
        """The address at which a visitor of the shop becomes a member; empty where no page shows the club."""
        self.ensure_one()
        return self._get_club_url() if self.website_shown else ""

    def _get_usable_text(self):
        """When what an order earns can be spent, as a sentence to its customer."""
        self.ensure_one()
        _, days = self.env._, self.hold_days
        if self.earn_on == "delivery":
            if days:
                return _("You can use them %s days after the delivery.", days)
            return _("You can use them as soon as everything is delivered.")
        if self.earn_on == "invoice_paid":
            if days:
                return _("You can use them %s days after your payment.", days)
            return _("You can use them as soon as your order is paid.")
        if days:
            day = hold_until(self._get_local_day(self.env.cr.now()), days)
            return _("You can use them from %s on.", format_date(self.env, day))
        return _("You can use them as soon as your order is confirmed.")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_shop_clubs(self):
        """The clubs that this cart can earn in and that show their points in the shop, in order (superuser mode)."""
        self.ensure_one()
        domain = [("program_type", "=", "loyalty"), ("trigger", "=", "auto"), ("portal_visible", "=", True)]
        return self.env["loyalty.program"].sudo().search(Domain.AND([self._get_program_domain(), domain]))

    def _get_standing(self, program):
        """What the cart's customer is to a club.

        :return: (``guest``, ``outsider`` who would have to join, ``resting`` or ``member``; the account of a member,
            which may be empty where one is opened with the purchase)
        """
        if self.partner_id.is_public:
            return "guest", self.env["loyalty.card"].sudo()
        card = self._get_purchase_account(program)
        if program.enrollment == "opt_in" and not card.joined_on:
            return "outsider", card.browse()
        if card and card.membership_state != "active":
            return "resting", card
        return "member", card

    def _get_shop_points(self, program, standing, card):
        """Points (Decimal) that this cart would earn if it were bought now, as it stands; of an order: at its moment.

        Who is no member is told what every member earns: in the lowest tier, with nothing for a first purchase.
        """
        if standing == "resting" or not program._is_earning():
            return ZERO
        known = standing == "member"
        tier = card.tier_id if known and card else program._get_lowest_tier()
        situation = Situation(
            at=self._get_purchase_moment(),
            channel="website",
            tier=tier.id or None,
            **program._get_multiplier(tier, self.partner_id if known else None),
            first=None if known else False,
        )
        earned, _situation = self._get_earned(program, card, situation)
        return earned.points
