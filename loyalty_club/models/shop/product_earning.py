"""What the page of a product says of points: a cart with that product alone, which is never stored, is asked."""

from odoo import models
from odoo.fields import Command
from odoo.http import request

from ...engine.earning_values import ONE
from ...engine.points import ZERO
from .sale_shop_earning import isolate, strong

MOST = 1_000_000
"""Units of a product; whoever asks for more is told nothing."""


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _gives_once(self):
        """Whether what a product earns depends on what else is in the cart: caps, points for the purchase itself."""
        return any(
            rule.reward_point_mode == "order" or rule.use_limit_points or rule.use_max_points_per_order
            for rule in self.rule_ids
        )


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
        return self._make_trial_cart([line])

    def _make_trial_cart(self, lines):
        order = {
            "company_id": self.company_id.id,
            "website_id": self.id,
            "partner_id": self.env.user.partner_id.id,
            "pricelist_id": request.pricelist.id,
            "fiscal_position_id": request.fiscal_position.id,
            "order_line": [Command.create(line) for line in lines],
        }
        return self.env["sale.order"].sudo().with_company(self.company_id).new(order)

    def _get_product_earning(self, cart, program):
        standing, card = cart._get_standing(program)
        points = cart._get_shop_points(program, standing, card)
        if points and program._gives_once():
            points = min(points, self._get_points_beside_cart(cart, program, standing, card))
        if points <= ZERO:
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
            "note": self._get_multiplier_note(cart, program, card) if member else "",
            "is_member": member,
            "join_url": program._get_join_url(),
            "join_text": _("Join %s", isolate(program.name)),
        }

    def _get_points_beside_cart(self, trial, program, standing, card):
        """Points (Decimal) that the goods of the present cart earn more with the line of ``trial`` than without: what
        they use up of a cap is not promised again.
        """
        goods = request.cart.sudo().order_line.filtered(lambda line: not line.reward_id and not line.is_delivery)
        if not goods:
            return trial._get_shop_points(program, standing, card)
        present = [self._copy_trial_line(line) for line in goods]
        added = [self._copy_trial_line(line) for line in trial.order_line]
        with_it, without = (self._make_trial_cart(lines) for lines in (present + added, present))
        return with_it._get_shop_points(program, standing, card) - without._get_shop_points(program, standing, card)

    @staticmethod
    def _copy_trial_line(line):
        names = ("product_id", "product_uom_id")
        return {
            "product_uom_qty": line.product_uom_qty,
            "price_unit": line.price_unit,
            "discount": line.discount,
            "tax_ids": [Command.set(line.tax_ids.ids)],
            **{name: line[name].id for name in names},
        }

    def _get_multiplier_note(self, cart, program, card):
        """The tier, or the paid membership, that makes points more or less."""
        found = program._get_multiplier(card.tier_id, cart.partner_id)
        if found["multiplier"] == ONE:
            return ""
        plan = self.env["loyalty.membership.plan"].sudo().browse(found["plan"] or ())
        times = self.env["loyalty.rule"]._format_points(found["multiplier"])
        return self.env._("%(tier)s: %(number)s times", tier=isolate((plan or card.tier_id).name), number=times)
