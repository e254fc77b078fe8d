"""What customers ask about a club, answered from its settings."""

from datetime import date

from odoo import models
from odoo.tools import format_date

from ...engine.expiry import parse_days


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _get_questions(self):
        """List of (question, answer) in plain words; both are texts."""
        self.ensure_one()
        _ = self.env._
        questions = [(_("When can I use my points?"), self._tell_waiting())] if self._is_earning() else []
        questions.append((_("Do my points expire?"), self._tell_expiry()))
        if self.has_tiers:
            questions.append((_("How long does a tier last?"), self._tell_keeping()))
        questions.append((_("What if I return something?"), self._tell_returns()))
        if self.contact_accounts == "company":
            questions.append(
                (
                    _("We are a company. Who gets the points?"),
                    _("Everybody who buys for the company collects on the account that you share."),
                )
            )
        return questions

    def _tell_waiting(self):
        """From when on points can be used."""
        _, days = self.env._, self.hold_days
        if not days:
            return {
                "order": _("As soon as your order is confirmed; at the till, as soon as you have paid."),
                "invoice_paid": _("As soon as your invoice is paid; at the till, as soon as you have paid."),
                "delivery": _("As soon as your order is delivered; at the till, as soon as you have paid."),
            }[self.earn_on]
        return {
            "order": _("%s days after your order. Until then you see them as pending.", days),
            "invoice_paid": _("%s days after you have paid. Until then you see them as pending.", days),
            "delivery": _("%s days after the delivery. Until then you see them as pending.", days),
        }[self.earn_on]

    def _tell_expiry(self):
        """How long points last."""
        _, policy = self.env._, self.expiry_policy
        sentence = {
            "none": lambda: _("No, they stay yours as long as the club exists."),
            "after_earning": lambda: self._tell_period(
                _("%s after you earned them."),
                _("%s after you earned them, at the end of that month."),
                _("%s after you earned them, at the end of that year."),
            ),
            "inactivity": lambda: self._tell_period(
                _(
                    "Only if nothing happens for %s. Each purchase and each reward starts the time anew for all of "
                    "them."
                ),
                _(
                    "Only if nothing happens for %s; then at the end of that month. Each purchase and each reward "
                    "starts the time anew for all of them."
                ),
                _(
                    "Only if nothing happens for %s; then at the end of that year. Each purchase and each reward "
                    "starts the time anew for all of them."
                ),
            ),
            "fixed_dates": lambda: _(
                "Yes. Every year these are the last days of the points that you have by then: %s.", self._tell_days()
            ),
        }[policy]()
        endless = self._get_tiers().filtered("points_never_expire").mapped("name")
        if policy == "none" or not endless:
            return sentence
        return f"{sentence} {_('Points of members with %s never expire.', ', '.join(endless))}"

    def _tell_period(self, plain, end_of_month, end_of_year):
        """The sentence that fits how days are rounded, with the period of expiry filled in."""
        sentence = {"end_of_month": end_of_month, "end_of_year": end_of_year}.get(self.expiry_round, plain)
        return sentence % self._tell_span(self.expiry_count, self.expiry_unit)

    def _tell_span(self, count, unit):
        """“12 months”"""
        _ = self.env._
        if count == 1:
            return {"day": _("1 day"), "month": _("1 month"), "year": _("1 year")}[unit]
        return {"day": _("%s days", count), "month": _("%s months", count), "year": _("%s years", count)}[unit]

    def _tell_days(self):
        """The last usable days of points, without a year."""
        days = [date(2024, *day) for day in parse_days(self.expiry_dates)]  # a leap year has all of them
        return ", ".join(format_date(self.env, day, date_format="d MMMM") for day in days)

    def _tell_tiers(self):
        """What counts for reaching a tier, as a sentence; False: there are none."""
        _, months = self.env._, self.tier_period_months
        if not self.has_tiers:
            return False
        return {
            "lifetime": _("Everything since you joined counts."),
            "rolling": _("What you did in the last %s counts.", self._tell_span(months, "month")),
            "calendar_year": _("What you did in the calendar year counts."),
        }[self.tier_period]

    def _tell_keeping(self):
        """How long a tier lasts, and what happens then."""
        _ = self.env._
        if self.tier_keep == "forever" or self.tier_downgrade == "never":
            return _("For ever: once reached, it is yours.")
        span = self._tell_span(self.tier_keep_months, "month")
        lasting = {
            "period_end": _("To the end of the year."),
            "next_period_end": _("To the end of the following year."),
            "months_after_reached": _("For %s.", span),
            "months_after_purchase": _("For %s after your last purchase.", span),
        }[self.tier_keep]
        after = {
            "one_step": _("Whoever did not qualify again by then goes one tier down."),
            "qualified": _("Then you have the tier that you qualify for."),
        }[self.tier_downgrade]
        return f"{lasting} {after}"

    def _tell_returns(self):
        return self.env._(
            "The points that it earned are taken back. Points that you spent on it come back to you; what had expired "
            "meanwhile can be used for %s more.",
            self._tell_span(self.reversal_grace_days, "day"),
        )
