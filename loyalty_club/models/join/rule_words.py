"""What the rules of purchases say to everybody: in force, without codes, without what only staff need to know."""

from odoo import models

from ..earning.rule import WEEKDAYS

NAMED = 3
"""So many products are named; the others are "others"."""


class LoyaltyRule(models.Model):
    _inherit = "loyalty.rule"

    def _is_public(self, day):
        """Whether purchases can earn by this rule on ``day``, for somebody who knows no code.

        :param day: date of the club
        """
        self.ensure_one()
        begun = not self.date_from or self.date_from <= day
        tiers = self.with_context(active_test=False).tier_ids
        return bool(
            self.active
            and self.mode != "with_code"
            and self.reward_point_amount > 0
            and begun
            and (not self.date_to or day <= self.date_to)
            and (not tiers or any(tiers.mapped("active")))
            and (self.channel_sale or self._get_public_channels())
        )

    def _get_public_words(self):
        """The rule as a row of the table of what earns points.

        :return: ``what`` (for which the points are given), ``gift`` (the points, as text), ``terms`` (list of texts)
        """
        self.ensure_one()
        return {
            "what": self._tell_what(),
            "gift": f"+{self._format_points(self.reward_point_amount)}",
            "terms": [term for term in self._list_public_terms() if term],
        }

    def _tell_what(self):
        _, products = self.env._, self._tell_products()
        if self.reward_point_mode == "money":
            amount = self._format_money(self.amount_step or 1, self.program_id.currency_id)
            if products and self.amount_step:
                return _("Every full %(amount)s spent on %(products)s", amount=amount, products=products)
            if products:
                return _("Every %(amount)s spent on %(products)s", amount=amount, products=products)
            return _("Every full %s spent", amount) if self.amount_step else _("Every %s spent", amount)
        if self.reward_point_mode == "unit":
            return _("Each unit of %s", products) if products else _("Each product you buy")
        return _("Each purchase with %s", products) if products else _("Each purchase")

    def _tell_products(self):
        """What has to be bought, if it is not just anything. Products that the shop does not show are not named."""
        rule, _ = self.sudo(), self.env._
        tag, shown = rule.product_tag_id, rule.product_ids.filtered(lambda item: item.is_published and item.sale_ok)
        names = [rule.product_category_id.name] if rule.product_category_id else []
        names += [tag.name] if tag.visible_to_customers else []
        names += shown[:NAMED].mapped("name")
        has_domain = (rule.product_domain or "[]").replace(" ", "") != "[]"
        has_more = len(rule.product_ids) > len(shown[:NAMED]) or (tag and not tag.visible_to_customers)
        if not names:
            return _("selected products") if has_domain or has_more else ""
        words = ", ".join(names)
        if has_domain:
            return _("selected products (%s)", words)
        return _("%s and others", words) if has_more else words

    def _list_public_terms(self):
        """Everything that has to be true besides, and the caps."""
        rule = self.sudo()
        yield from rule._list_purchase_terms()
        tiers = rule.with_context(active_test=False).tier_ids.filtered("active")
        if tiers:
            yield self.env._("for %s", ", ".join(tiers.mapped("name")))
        yield rule._get_dates_text()
        yield from rule._list_times()
        methods = [*rule.payment_method_ids.mapped("name"), *rule.pos_payment_method_ids.mapped("name")]
        if methods:
            yield self.env._("paid by %s", ", ".join(dict.fromkeys(methods)))
        yield from rule._list_caps()
        if rule.is_bonus and rule.program_id.has_tiers:
            yield self.env._("does not count for tiers")

    def _list_purchase_terms(self):
        """Where and how much has to be bought, and what of it counts."""
        _, channels = self.env._, self._get_public_channels()
        if channels != self.program_id._get_shops():
            yield ", ".join(channels.values()) or _("when our staff take the order")
        if self.first_purchase_only:
            yield _("on your first purchase")
        if self.minimum_qty > 1:
            yield _("from %s units on", self.minimum_qty)
        if self.minimum_amount:
            amount = self._format_money(self.minimum_amount, self.program_id.currency_id)
            yield _("for purchases of %s or more", amount)
        if (self.amount_basis or "").startswith("untaxed"):
            yield _("taxes do not count")
        if (self.amount_basis or "").endswith("delivery"):
            yield _("delivery counts, too")

    def _list_times(self):
        days = [f"weekday_{day}" for day in WEEKDAYS]
        if not all(self[day] for day in days):
            yield ", ".join(self._fields[day]._description_string(self.env) for day in days if self[day])
        if self.hour_from or self.hour_to not in (0, 24):
            yield "–".join(self._format_hour(hour) for hour in (self.hour_from, self.hour_to))

    def _get_public_channels(self):
        """{channel: its words} of the shops of the club where the rule gives points."""
        shops = self.program_id._get_shops()
        return {channel: words for channel, words in shops.items() if self[f"channel_{channel}"]}


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _get_shops(self):
        """{channel: its words}: where customers buy by themselves."""
        self.ensure_one()
        shops = {}
        if self.ecommerce_ok:
            shops["website"] = self.env._("in the online shop")
        if self.pos_ok:
            shops["pos"] = self.env._("at the till")
        return shops
