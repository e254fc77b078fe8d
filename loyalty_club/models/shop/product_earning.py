"""What the page of a product says of points: a cart with that product alone, which is never stored, is asked."""

from odoo import models
from odoo.fields import Command
from odoo.http import request

from .sale_shop_earning import isolate, strong

MOST = 1_000_000
"""Units of a product; whoever asks for more is told nothing."""


class Website(models.Model):
    _inherit = "website"

    def _get_product_earnings(self, product, quantity=1.0, uom=None, values=None):
        """What buying a product earns, for the visitor of this moment. Clubs in which it earns nothing by itself (a
        rule asks for a minimum or for other products) are not named.

        :param product: ``product.product``; may be empty
        :param float quantity: in ``uom`` (``uom.uom``, by default the product's)
        :param values: chosen ``product.template.attribute.value`` that make no variant
        :return: list of dicts: ``text`` (HTML), ``club``, ``note`` on the tier, ``is_member``, ``join_url`` and
            ``join_text``
        """
        if not product or product.type == "combo" or not 0 < quantity < MOST:
            return []
        cart = self._get_trial_cart(product, quantity, uom, values)
        clubs = cart._get_shop_clubs()
        if not clubs or (self.prevent_zero_price_sale and not cart.order_line.price_unit):
            return []
        found = [self._get_product_earning(cart, program) for program in clubs]
        return [earning for earning in found if earning]

    def _get_trial_cart(self, product, quantity, uom, values):
        """An order of the visitor that exists in memory only (superuser mode)."""
        line = {
            "product_id": product.id,
            "product_uom_qty": quantity,
            "product_uom_id": (uom or product.uom_id).id,
            "product_no_variant_attribute_value_ids": [Command.set(values.ids if values else [])],
        }
        order = {
            "company_id": self.company_id.id,
            "website_id": self.id,
            "partner_id": self.env.user.partner_id.id,
            "pricelist_id": request.pricelist.id,
            "fiscal_position_id": request.fiscal_position.id,
            "order_line": [Command.create(line)],
        }
        return self.env["sale.order"].sudo().with_company(self.company_id).new(order)

    def _get_product_earning(self, cart, program):
        standing, card = cart._get_standing(program)
        points = cart._get_shop_points(program, standing, card)
        if not points:
            return None
        _, text = self.env._, strong(program._format_club_points(points))
        member = standing == "member"
        if member:
            sentence = _("Buy this and earn %s.", text)
        else:
            sentence = _("Members earn %s with this.", text)
        return {
            "text": sentence,
            "club": program.name,
            "note": self._get_tier_note(card) if member else "",
            "is_member": member,
            "join_url": program._get_join_url(),
            "join_text": _("Join %s", isolate(program.name)),
        }

    def _get_tier_note(self, card):
        """The tier, where it makes points more or less."""
        tier = card.tier_id
        if not tier or tier.point_multiplier == 1:
            return ""
        times = self.env["loyalty.rule"]._format_points(tier.point_multiplier)
        return self.env._("%(tier)s: %(number)s times", tier=isolate(tier.name), number=times)
