"""Prices and delivery of a cart follow the tier and the paid memberships of its member."""

from odoo import fields, models
from odoo.exceptions import ValidationError
from odoo.http import request
from odoo.tools import format_amount

from odoo.addons.website_sale.models.website import PRICELIST_SESSION_CACHE_KEY

NOTHING = [False, False, []]


class SaleOrder(models.Model):
    _inherit = "sale.order"

    club_benefits = fields.Json(
        copy=False,
        readonly=True,
        help="Of a cart: the benefits of tier and memberships that its prices and its delivery were computed with.",
    )

    def _follow_tier(self):
        """Compute prices and delivery of the cart anew where the benefits of the member's tier and memberships are not
        those that it was computed with: a tier or a membership that came, or ended, while the cart was waiting.

        :return: sentences that say what costs something else now
        """
        benefits = self._get_tier_benefits()
        seen = self.club_benefits or (None if self._is_delivered_free() else NOTHING)
        if seen == benefits:
            return []
        before = self._get_costs_of_cart()
        self.sudo().club_benefits = benefits
        if self.env["res.groups"]._is_feature_enabled("product.group_product_pricelist"):
            self._compute_pricelist_id()
            if request:
                request.session[PRICELIST_SESSION_CACHE_KEY] = self.pricelist_id.id
                request.pricelist = self.pricelist_id
        self._recompute_cart()
        self._verify_cart_after_update()
        return self._tell_changed_costs(before)

    def _check_cart_is_ready_to_be_paid(self):
        """What the page of the payment showed has to hold still: it may have been open while a membership ended. The
        refusal rolls back; the page that is loaded next computes the cart anew.
        """
        told = self._follow_tier()
        if told:
            advice = self.env._("Load this page again, and look at the order before you pay.")
            raise ValidationError("\n".join([*told, advice]))
        return super()._check_cart_is_ready_to_be_paid()

    def _get_costs_of_cart(self):
        """(goods, delivery), with taxes"""
        delivery = sum(self.order_line.filtered("is_delivery").mapped("price_total"))
        return self.amount_total - delivery, delivery

    def _tell_changed_costs(self, before):
        """Sentences for the customer; ``before``: what :meth:`_get_costs_of_cart` said."""
        (goods, delivery), told = self._get_costs_of_cart(), []
        if self.currency_id.compare_amounts(goods, before[0]):
            words = self._name_amounts(goods, before[0])
            told.append(self.env._("What is in your cart costs %(now)s now, not %(before)s.", **words))
        if self.currency_id.compare_amounts(delivery, before[1]):
            words = self._name_amounts(delivery, before[1])
            told.append(self.env._("Delivery costs %(now)s now, not %(before)s.", **words))
        if told:
            told.insert(0, self.env._("Your tier or a membership of yours began, changed or ended meanwhile."))
        return told

    def _name_amounts(self, now, before):
        return {
            "now": format_amount(self.env, now, self.currency_id),
            "before": format_amount(self.env, before, self.currency_id),
        }

    def _is_delivered_free(self):
        """Whether delivery costs nothing: in an older cart that may have been a benefit which ended since."""
        lines = self.order_line.filtered("is_delivery")
        return bool(lines) and not any(lines.mapped("price_unit"))

    def _get_tier_benefits(self):
        """[id of the price list of membership or tier, whether the tier makes delivery free, conditions on which
        memberships do]
        """
        self.ensure_one()
        if self.partner_id.is_public:
            return NOTHING
        company = self.company_id
        partner = self.partner_id.with_company(company)
        shippings = self._get_membership_benefits_now().shipping
        return [
            partner._get_club_pricelists(company).get(partner.id, self.env["product.pricelist"]).id,
            bool(partner._get_benefit_tiers("free_shipping")),
            [[float(shipping.minimum), *sorted(shipping.carriers)] for shipping in shippings],
        ]


class Website(models.Model):
    _inherit = "website"

    def _create_cart(self):
        """A new cart has the prices of the benefits of this moment."""
        cart_sudo = super()._create_cart()
        benefits = cart_sudo._get_tier_benefits()
        if benefits != NOTHING:
            cart_sudo.club_benefits = benefits
        return cart_sudo
