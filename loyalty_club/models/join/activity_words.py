"""What activities say to everybody."""

from odoo import models

from ..activity.activity import REPORTED


class LoyaltyActivity(models.Model):
    _inherit = "loyalty.activity"

    def _is_public(self, day):
        """Whether members can earn by this activity on ``day`` (a date of the club)."""
        self.ensure_one()
        tiers = self.with_context(active_test=False).tier_ids
        begun = not self.date_from or self.date_from <= day
        return bool(
            self.active
            and begun
            and (not self.date_to or day <= self.date_to)
            and (not tiers or any(tiers.mapped("active")))
        )

    def _get_public_words(self):
        """The activity as a row of the table of what earns points (see ``loyalty.rule``)."""
        self.ensure_one()
        plain = not (self.quantity_step or self.coupon_program_id)
        return {
            "what": self.name,
            "gift": f"+{self._format_plain(self.points)}" if plain else self.gift_display,
            "terms": [term for term in self._list_public_terms() if term],
        }

    def _list_public_terms(self):
        _, units = self.env._, self._get_units()
        occasion = dict(self._fields["trigger"]._description_selection(self.env)).get(self.trigger, "")
        if self.trigger not in REPORTED and occasion.casefold() != self.name.casefold():
            yield occasion
        if self.min_quantity and self.trigger in units:
            one, many = units[self.trigger]
            number = self._format_plain(self.min_quantity)
            yield _("at least %(number)s %(unit)s", number=number, unit=one if self.min_quantity == 1 else many)
        tiers = self.with_context(active_test=False).tier_ids.filtered("active")
        if tiers:
            yield _("for %s", ", ".join(tiers.mapped("name")))
        yield self._get_dates_text()
        if self.limit_display:
            yield self.limit_display if self.limit_count else _("at most %s", self.limit_display)
        if self.requires_approval:
            yield _("after we have looked at it")

    def _get_dates_text(self):
        return self.env["loyalty.rule"]._tell_dates(self.date_from, self.date_to)
