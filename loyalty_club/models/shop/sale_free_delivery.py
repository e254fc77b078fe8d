"""How far a cart is from free delivery."""

from markupsafe import Markup

from odoo import fields, models
from odoo.tools import format_amount

from .sale_shop_earning import isolate, strong


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_free_delivery_outlook(self):
        """What makes the delivery of this cart free, or how much is missing.

        :return: None where there is nothing to say, else a dict: ``text`` (HTML), ``percent`` of the way, ``done`` (no
            way to show)
        """
        self.ensure_one()
        if not self._has_deliverable_products():
            return None
        partner = self.partner_id.with_company(self.company_id)
        tier = partner._get_benefit_tiers("free_shipping").get(partner.id)
        if tier:
            text = self.env._("Delivery is free for you as %s.", isolate(tier.name))
            return {"text": text, "percent": 100, "done": True}
        return self._get_membership_outlook() or self._get_amount_outlook() or self._get_tier_outlook()

    def _get_membership_outlook(self):
        """By what the customer paid for: from an amount on, or at once. What a delivery method says by itself comes
        first where less is missing for it.
        """
        benefits = self._get_membership_benefits_now()
        if not benefits.shipping:
            return None
        chosen, amount = self.carrier_id.sudo(), self._get_amount_for_delivery()
        nearest = benefits.nearest_shipping(amount, (chosen or self._get_shop_carriers()).ids)
        if not nearest:
            return None
        shipping, missing = nearest
        plan = self.env["loyalty.membership.plan"].sudo().browse(shipping.plan)
        if not missing:
            return {"text": self._tell_free_with(plan, shipping), "percent": 100, "done": True}
        other = self._get_amount_outlook()
        if other and (other["done"] or other["percent"] > amount * 100 / shipping.minimum):
            return other
        company = self.company_id
        money = company.currency_id._convert(float(missing), self.currency_id, company, fields.Date.today())
        text = self.env._(
            "%(amount)s more and delivery is free for you with %(plan)s.",
            amount=strong(format_amount(self.env, money, self.currency_id)),
            plan=isolate(plan.name),
        )
        return {"text": text, "percent": int(max(amount, 0) * 100 / shipping.minimum), "done": False}

    def _tell_free_with(self, plan, shipping):
        """Delivery is free now; by which methods, where it is not by all and none was chosen."""
        name = isolate(plan.name)
        if self.carrier_id or not shipping.carriers:
            return self.env._("Delivery is free for you with %s.", name)
        carriers = self._get_shop_carriers().filtered(lambda carrier: carrier.id in shipping.carriers)
        names = Markup(", ").join(isolate(carrier.name) for carrier in carriers)
        return self.env._("Delivery by %(carriers)s is free for you with %(plan)s.", carriers=names, plan=name)

    def _get_tier_outlook(self):
        """By the next tier of the customer in a club of the shop."""
        for program in self._get_shop_clubs().filtered("has_tiers"):
            standing, card = self._get_standing(program)
            if standing == "member" and card.next_tier_id.free_shipping and self._allow_nominative_programs():
                words = {"tier": isolate(card.next_tier_id.name), "missing": isolate(card.next_tier_text)}
                text = self.env._("From %(tier)s on delivery is free. Still missing: %(missing)s.", **words)
                return {"text": text, "percent": 0, "done": True}
        return None

    def _get_amount_outlook(self):
        """By the amount from which on a delivery method is free: the chosen one, or the first that comes within
        reach."""
        carriers = self.carrier_id.sudo() or self._get_free_over_carriers()
        amount = self._compute_amount_total_without_delivery()
        nearest = None
        for carrier in carriers:
            if not carrier.free_over or carrier.delivery_type == "base_on_rule" or carrier.amount <= 0:
                continue
            spent = carrier._compute_currency(self, amount, "pricelist_to_company")
            missing = carrier.amount - spent
            if nearest is None or missing < nearest[0]:
                nearest = missing, spent, carrier
        return nearest and self._describe_amount_outlook(*nearest)

    def _get_free_over_carriers(self):
        """Delivery methods of the shop that are free from an amount on and go to this cart's address."""
        return self._get_shop_carriers([("free_over", "=", True)])

    def _get_shop_carriers(self, domain=()):
        """Delivery methods of the shop, or those of a domain, that go to this cart's address."""
        carriers = self.env["delivery.carrier"].sudo()
        domain = [("website_published", "=", True), *domain, *carriers._check_company_domain(self.company_id)]
        return carriers.search(domain).filtered(lambda carrier: carrier._match(self.partner_shipping_id, self))

    def _describe_amount_outlook(self, missing, spent, carrier):
        currency = (carrier.company_id or self.company_id).currency_id
        name = isolate(carrier.name)
        if currency.compare_amounts(missing, 0) <= 0:
            return {"text": self.env._("Delivery by %s is free.", name), "percent": 100, "done": True}
        money = currency._convert(missing, self.currency_id, self.company_id, fields.Date.today())
        text = self.env._(
            "%(amount)s more and delivery by %(carrier)s is free.",
            amount=strong(format_amount(self.env, money, self.currency_id)),
            carrier=name,
        )
        return {"text": text, "percent": int(max(spent, 0) * 100 / carrier.amount), "done": False}
