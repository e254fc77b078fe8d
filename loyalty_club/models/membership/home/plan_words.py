"""What plans say to customers."""

from odoo import models
from odoo.tools import format_amount


class LoyaltyMembershipPlan(models.Model):
    _inherit = "loyalty.membership.plan"

    def _get_benefit_words(self):
        """What members have, in a few words each, in the language of the reader: a list."""
        self.ensure_one()
        return [*self._list_prices_and_delivery(), *self._list_points(), *self._list_gifts()]

    def _list_prices_and_delivery(self):
        _ = self.env._
        if self.free_shipping:
            yield self._tell_free_delivery()
        if self.pricelist_id.active:
            yield _("Special prices")
        if self.early_days == 1:
            yield _("New products a day before everybody else")
        elif self.early_days:
            yield _("New products %s days before everybody else", self.early_days)

    def _tell_free_delivery(self):
        _, words = self.env._, self.env._("Free delivery")
        if self.free_shipping_minimum:
            minimum = format_amount(self.env, self.free_shipping_minimum, self.currency_id)
            words = _("Free delivery from %s on", minimum)
        carriers = self.free_shipping_carrier_ids.filtered("active")
        if carriers:
            words = _("%(benefit)s (%(names)s)", benefit=words, names=", ".join(carriers.mapped("name")))
        return words

    def _list_points(self):
        _ = self.env._
        if self.point_multiplier > 1:
            times = self.env["loyalty.rule"]._format_points(self.point_multiplier)
            yield _("%s times the points", times)
        if self.tier_id.active:
            yield _("The tier %s as long as it lasts", self.tier_id.name)
        if self.welcome_points:
            yield _("A welcome gift: %s", self.program_id._format_club_points(self.welcome_points))

    def _list_gifts(self):
        _ = self.env._
        if self.coupon_program_id.active:
            each = {"period": _("With each period: %s"), "month": _("Each month: %s")}[self.coupon_every]
            yield each % self.coupon_program_id.name
        if self.cashback_percent:
            words = _("%s %% of your purchases back", self.env["loyalty.rule"]._format_points(self.cashback_percent))
            if self.cashback_cap:
                most = format_amount(self.env, self.cashback_cap, self.currency_id)
                words = _("%(benefit)s, up to %(most)s a year", benefit=words, most=most)
            yield words

    def _get_terms(self):
        """The rules in full sentences: a list."""
        self.ensure_one()
        _ = self.env._
        if self.auto_renew:
            terms = [_("It renews by itself. You can switch that off at any time.")]
        else:
            terms = [_("It ends by itself, unless you let it renew.")]
        terms.append(_("Cancel whenever you like, without asking anyone: it runs to the end of what you have paid."))
        if self.refund_rule != "none" and self.refund_days:
            terms.append(_("Not used? You get all of it back within %s days.", self.refund_days))
        if self.refund_rule == "pro_rata":
            terms.append(_("Otherwise we give back what was paid for the days that are left."))
        return terms
