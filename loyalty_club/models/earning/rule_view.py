"""What the cards of rules say of their conditions."""

from odoo import api, fields, models
from odoo.tools import format_date

from .rule import CHANNEL_FIELDS, WEEKDAYS


class LoyaltyRule(models.Model):
    _inherit = "loyalty.rule"

    club_conditions = fields.Char("Conditions", compute="_compute_club_conditions")

    @api.depends_context("lang")
    @api.depends(
        "name", "is_bonus", "tier_ids.name", "date_from", "date_to", "hour_from", "hour_to", "first_purchase_only",
        "pos_payment_method_ids", "payment_method_ids", "amount_step", "use_max_points_per_order",
        "max_points_per_order", "use_max_points_per_unit", "max_points_per_unit", "use_limit_points", "limit_points",
        "limit_period", *CHANNEL_FIELDS.values(), *(f"weekday_{day}" for day in WEEKDAYS),
    )  # fmt: skip
    def _compute_club_conditions(self):
        """The conditions and caps that were set, in a few words."""
        for rule in self:
            parts = [*rule._list_conditions(), *rule._list_caps()]
            rule.club_conditions = " · ".join(part for part in parts if part) or False

    def _list_conditions(self):
        _, rule = self.env._, self.sudo()
        if rule.is_bonus:
            yield _("bonus")
        if rule.amount_step:
            yield _("per full %s", rule._format_money(rule.amount_step, rule.currency_id))
        if not all(rule[name] for name in CHANNEL_FIELDS.values()):
            yield ", ".join(
                rule._fields[name]._description_string(self.env) for name in CHANNEL_FIELDS.values() if rule[name]
            )
        yield ", ".join(rule.tier_ids.mapped("name"))
        yield rule._get_dates_text()
        days = [f"weekday_{day}" for day in WEEKDAYS]
        if not all(rule[day] for day in days):
            yield ", ".join(rule._fields[day]._description_string(self.env) for day in days if rule[day])
        if rule.hour_from or rule.hour_to not in (0, 24):
            yield "–".join(
                "{:02}:{:02}".format(*divmod(round(hour * 60), 60)) for hour in (rule.hour_from, rule.hour_to)
            )
        if rule.first_purchase_only:
            yield _("first purchase")
        yield ", ".join([*rule.pos_payment_method_ids.mapped("name"), *rule.payment_method_ids.mapped("name")])

    @staticmethod
    def _format_hour(hour):
        return "{:02}:{:02}".format(*divmod(round(hour * 60), 60))

    def _get_dates_text(self):
        return self._tell_dates(self.date_from, self.date_to)

    @api.model
    def _tell_dates(self, date_from, date_to):
        """From when until when, in words; each of the two may be missing."""
        first, last = (day and format_date(self.env, day) for day in (date_from, date_to))
        if first and last:
            return f"{first} – {last}"
        if first:
            return self.env._("from %s on", first)
        return self.env._("until %s", last) if last else ""

    def _list_caps(self):
        _ = self.env._
        if self.use_max_points_per_order:
            yield _("at most %s a purchase", self._format_points(self.max_points_per_order))
        if self.use_max_points_per_unit:
            yield _("at most %s a unit", self._format_points(self.max_points_per_unit))
        if self.use_limit_points:
            yield _(
                "at most %(limit)s %(period)s",
                limit=self._format_points(self.limit_points),
                period=self._get_period_text(self.limit_period),
            )
