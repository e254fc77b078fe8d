"""Plans as the shop offers them: what they cost whom."""

from odoo import models
from odoo.http import request
from odoo.tools import format_amount, is_html_empty

from ...join.images import shows, with_picture
from ..changes.plan_change import CHANGING

PLAN_PAGE = "/club/plan"


class LoyaltyMembershipPlan(models.Model):
    _inherit = "loyalty.membership.plan"

    def _get_offers(self, partner=None):
        """These plans as cards, in the language and at the prices of the visitor. The number of queries does not grow
        with the number of plans.

        :param partner: the customer, or nobody (guests, building block)
        :return: list of dicts: ``plan`` (superuser mode), ``name``, ``summary``, ``has_description``, ``image``
            (address, or False), ``url``, ``benefits`` and ``terms`` (lists of texts), ``periods`` (see
            ``_get_offered_period``), ``fee`` (text, or False), ``trial_days`` (0: none for this customer),
            ``membership`` (the customer's open one; may be empty), ``change_url`` (where a membership that the customer
            has changes to this plan, or False)
        """
        plans = self.sudo()
        own, triable = plans._get_memberships_of(partner), plans._get_triable(partner)
        pictured, prices = with_picture(plans, "image_1920"), plans._get_offer_prices()
        return [plan._get_offer(own, plan in triable, pictured, prices) for plan in plans]

    def _get_memberships_of(self, partner):
        """Memberships of the clubs of these plans that a customer has or had (superuser mode)."""
        Membership_sudo = self.env["loyalty.membership"].sudo()
        if not partner or not self:
            return Membership_sudo
        return Membership_sudo.search([("partner_id", "=", partner.id), ("program_id", "in", self.program_id.ids)])

    def _get_offer(self, own, may_try, pictured, prices):
        memberships = own.filtered(lambda membership: membership.plan_id == self)
        current = memberships.filtered(lambda membership: membership._is_open())[:1]
        leading = own.filtered(lambda other: other.state in CHANGING and self in other.plan_id.change_plan_ids)[:1]
        periods = [
            self._get_offered_period(period, prices, current, bool(current or leading))
            for period in self._get_sold_periods()
        ]
        fee = self.joining_fee_product_id
        has_fee = fee.active and not memberships and prices[fee]["amount"]
        return {
            "plan": self,
            "id": self.id,
            "name": self.name,
            "summary": self.summary,
            "has_description": not is_html_empty(self.description),
            "image": self in pictured and self.env["website"].image_url(self, "image_1920", size="512x512"),
            "url": f"{PLAN_PAGE}/{self.id}",
            "benefits": self._get_benefit_words(),
            "terms": self._get_terms(),
            "periods": periods,
            "fee": has_fee and prices[fee]["text"],
            "trial_days": self.trial_days if may_try and not memberships else 0,
            "membership": current,
            "change_url": not current and leading and f"{leading.access_url}/change",
        }

    def _get_offered_period(self, period, prices, membership, is_member):
        """What a period costs this customer. Price lists are for what is bought: renewals and changes of a membership
        that is there cost the product's own price, so members see that one, and others where it differs.

        :param membership: the customer's own, of this plan; may be empty
        :param bool is_member: whether the customer renews, or changes to it, instead of buying it
        :return: dict: ``id``; texts ``length``, ``price``, ``monthly`` (or False) and ``renewal`` (what renewals cost
            where that is another amount, or False)
        """
        price, months = prices[period.product_id], period.months
        later = price["later"]
        if membership and period == membership._get_renewal_period():
            later = self._tell_price(period.product_id, membership._get_renewal_price(), self.currency_id)
        if is_member:
            price = later
        return {
            "id": period.id,
            "length": period._tell_length(),
            "price": price["text"],
            "monthly": months > 1 and format_amount(self.env, price["amount"] / months, price["currency"]),
            "renewal": later["text"] != price["text"] and later["text"],
        }

    def _get_sold_periods(self):
        return self.period_ids.filtered(
            lambda period: period.active and period.product_id.active and period.product_id.sale_ok
        )

    def _get_offer_prices(self):
        """{product: ``amount``, ``text``, ``currency``, and ``later``, the same of its own price} of everything that
        these plans sell, as the shop shows it to this visitor; without a shop around it, their sales prices.
        """
        products = self._get_sold_periods().product_id | self.joining_fee_product_id
        found = {product: self._tell_price(product, product.lst_price, product.currency_id) for product in products}
        now, website = found, getattr(request, "website", None) if request else None
        if website:
            currency = website.currency_id
            raw = request.pricelist.sudo()._get_products_price(products, 1.0, currency=currency)
            now = {product: self._tell_price(product, raw[product.id], currency) for product in products}
        return {product: {**price, "later": found[product]} for product, price in now.items()}

    def _tell_price(self, product, price, currency):
        """A price of a product, with or without taxes, as the website shows prices.

        :return: dict: ``amount``, ``currency``, ``text``
        """
        website = getattr(request, "website", None) if request else None
        if website:
            taxes = product.taxes_id._filter_taxes_by_company(website.company_id)
            mapped = request.fiscal_position.sudo().map_tax(taxes)
            price = self.env["product.template"]._apply_taxes_to_price(
                price, currency, taxes, mapped, product, website=website
            )
        return {"amount": price, "currency": currency, "text": format_amount(self.env, price, currency)}

    def _can_return_content(self, field_name=None, access_token=None):
        plan = self.sudo()
        if field_name and field_name.startswith("image_") and plan._is_shown() and shows(plan.program_id):
            return True
        return super()._can_return_content(field_name, access_token)

    def _is_shown(self):
        """Whether the website offers the plan."""
        self.ensure_one()
        return self.active and self.website_shown and bool(self._get_sold_periods())


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _get_shown_plans(self):
        """Plans of the club that the website offers, in their order (superuser mode); none of a club that closes."""
        Plan_sudo = self.env["loyalty.membership.plan"].sudo()
        club = self.sudo()
        if not club.has_plans or not club._is_earning():
            return Plan_sudo
        plans = Plan_sudo.search([("program_id", "=", club.id), ("website_shown", "=", True)])
        website = getattr(request, "website", None) if request else None
        if website:
            plans = plans.filtered(lambda plan: plan.company_id in website.company_id.sudo().parent_ids)
        return plans.filtered(lambda plan: plan._is_shown())

    def _get_club_page(self, account=None):
        """``plans``: what the website offers, see ``loyalty.membership.plan._get_offers``."""
        page = super()._get_club_page(account)
        page["plans"] = self._get_shown_plans()._get_offers(account and account.partner_id)
        return page
