"""What the rules of a purchase gave and why, in words. It is stored as values and put into words when it is read."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_amount, format_date
from odoo.tools.misc import formatLang


@dataclass(frozen=True)
class Explained:
    """Names of rules, tiers and plans by their ids; what was deleted is not among them."""

    rules: dict
    tiers: dict
    plans: dict


class LoyaltyRule(models.Model):
    _inherit = "loyalty.rule"

    @api.model
    def _describe_giving(self, found, currency):
        """What a rule gives, in a few words.

        :param found: ``mode``, ``rate`` and perhaps ``step``, as ``situation.dump_result`` writes them
        :param currency: the club's
        """
        rate = self._format_points(found["rate"])
        if found["mode"] == "unit":
            return self.env._("%s for every unit", rate)
        if found["mode"] == "order":
            return self.env._("%s for the purchase", rate)
        step = self._format_money(found.get("step") or 1, currency)
        if found.get("step"):
            return self.env._("%(points)s for every full %(amount)s spent", points=rate, amount=step)
        return self.env._("%(points)s for every %(amount)s spent", points=rate, amount=step)

    @api.model
    def _format_points(self, points):
        """A number with the digits that it has, four at most."""
        digits = -Decimal(str(points)).normalize().as_tuple().exponent
        return formatLang(self.env, float(points), digits=min(max(digits, 0), 4))

    @api.model
    def _format_money(self, amount, currency):
        """Money without superfluous zeros."""
        amount = float(amount)
        if amount != int(amount):
            return format_amount(self.env, amount, currency)
        number, symbol = formatLang(self.env, amount, digits=0), currency.symbol or ""
        parts = (symbol, number) if currency.position == "before" else (number, symbol)
        return "\N{NO-BREAK SPACE}".join(parts)

    @api.model
    def _get_explained(self, explanations):
        """The names of what explanations speak of, as far as it still exists; three queries for any number of them.

        :return: :class:`Explained`
        """
        rules = {found["rule"] for explanation in explanations for found in explanation["rules"]}
        tiers = {found.get("tier") for explanation in explanations for found in explanation["rules"]}
        tiers |= {explanation["situation"]["tier"] for explanation in explanations}
        rules = self.sudo().with_context(active_test=False).browse(rules - {None}).exists()
        tiers = self.env["loyalty.tier"].sudo().browse(tier for tier in tiers if tier).exists()
        plans = {explanation["situation"].get("plan") for explanation in explanations} - {None}
        plans = self.env["loyalty.membership.plan"].sudo().with_context(active_test=False).browse(plans).exists()
        return Explained(*({record.id: record.name for record in records} for records in (rules, tiers, plans)))

    @api.model
    def _explain(self, explanation, program, known=None):
        """An explanation (``situation.dump_result``) as a table.

        :param known: names (see :meth:`_get_explained`), where many are explained
        :return: Markup; one row by rule: what it is, its points, why
        """
        known = known or self._get_explained([explanation])
        rows = Markup().join(
            self._explain_row(found, explanation["situation"], program, known)
            for found in sorted(explanation["rules"], key=lambda found: found["reason"] != "applied")
        )
        return Markup(
            "<p class='text-muted mb-2'>%s</p><table class='table table-sm mb-0'><tbody>%s</tbody></table>"
        ) % (self._explain_situation(explanation["situation"], program, known), rows)

    @api.model
    def _explain_row(self, found, situation, program, known):
        giving, name = self._describe_giving(found, program.currency_id), known.rules.get(found["rule"])
        applied = found["reason"] == "applied"
        plan = situation.get("plan")
        giver = known.plans.get(plan) if plan else known.tiers.get(situation["tier"])
        sentences = self._explain_applied(found, giver) if applied else []
        if not applied:
            sentences = [self._explain_refusal(found, program, known)]
        elif name:
            sentences.insert(0, giving)
        if found.get("bonus") and applied:
            sentences.append(self.env._("a bonus: it does not count for tiers"))
        return Markup(
            "<tr class='%s'><td>%s<div class='small text-muted'>%s</div></td>"
            "<td class='text-end text-nowrap'><span dir='ltr'>%s</span></td></tr>"
        ) % (
            "" if applied else "text-muted",
            name or giving,
            "; ".join(sentences),
            f"+{self._format_points(found['points'])}" if applied else "0",
        )

    @api.model
    def _explain_situation(self, situation, program, known):
        """When, where and as what the purchase was made."""
        local = program._get_local_time(fields.Datetime.to_datetime(situation["at"].replace("T", " ")))
        moment = format_date(self.env, local.date())
        if situation["channel"] != "import":  # a file says the day, rarely the time
            moment = f"{moment} {local:%H:%M}"
        where = self._get_channels().get(situation["channel"], "")
        tier = known.tiers.get(situation["tier"])
        if not tier:
            return self.env._("%(where)s, %(moment)s.", where=where, moment=moment)
        return self.env._("%(where)s, %(moment)s, as %(tier)s.", where=where, moment=moment, tier=tier)

    @api.model
    def _get_channels(self):
        return {
            "sale": self.env._("Sales order"),
            "pos": self.env._("At the till"),
            "website": self.env._("In the online shop"),
            "import": self.env._("From a file"),
        }

    @api.model
    def _explain_applied(self, found, giver):
        """Sentences on what made the points more or less; ``giver``: name of the tier or plan that multiplies."""
        _, sentences = self.env._, []
        if found.get("multiplier"):
            times = self._format_points(found["multiplier"])
            sentences.append(
                _("%(tier)s: %(number)s times", tier=giver, number=times) if giver else _("%s times", times)
            )
        caps = found.get("caps") or {}
        if "unit" in caps:
            sentences.append(_("capped at %s a unit", self._format_points(caps["unit"])))
        if "order" in caps:
            sentences.append(_("capped at %s a purchase", self._format_points(caps["order"])))
        if "limit" in caps:
            sentences.append(
                _(
                    "capped at %(limit)s %(period)s, of which %(given)s were given before",
                    limit=self._format_points(caps["limit"]),
                    period=self._get_period_text(found["period"]),
                    given=self._format_points(found.get("given") or 0),
                )
            )
        return sentences

    @api.model
    def _get_period_text(self, period):
        return dict(self._fields["limit_period"]._description_selection(self.env)).get(period, "")

    @api.model
    def _explain_refusal(self, found, program, known):
        """Why a rule gave nothing."""
        _, reason = self.env._, found["reason"]
        if reason == "tier":
            tier = known.tiers.get(found["tier"])
            return _("not for %s", tier) if tier else _("only for other tiers")
        describe = getattr(self, f"_explain_{reason}", None)
        if describe:
            return describe(found, program)
        return {
            "code": _("its code was not entered"),
            "file": _("asks for what a file of purchases does not say"),
            "first_purchase": _("only for the first purchase"),
            "payment_method": _("paid by another method"),
            "products": _("none of its products"),
            "step": _("less than one full step was spent"),
            "nothing": _("nothing was spent on its products"),
        }.get(reason, reason)

    @api.model
    def _explain_channel(self, found, program):
        return {
            "sale": self.env._("not for sales orders"),
            "pos": self.env._("not at the till"),
            "website": self.env._("not in the online shop"),
        }[found["channel"]]

    @api.model
    def _explain_too_early(self, found, program):
        return self.env._("begins on %s", format_date(self.env, date.fromisoformat(found["date"])))

    @api.model
    def _explain_too_late(self, found, program):
        return self.env._("ended on %s", format_date(self.env, date.fromisoformat(found["date"])))

    @api.model
    def _explain_weekday(self, found, program):
        _ = self.env._
        return (
            _("not on Mondays"),
            _("not on Tuesdays"),
            _("not on Wednesdays"),
            _("not on Thursdays"),
            _("not on Fridays"),
            _("not on Saturdays"),
            _("not on Sundays"),
        )[found["weekday"]]

    @api.model
    def _explain_hour(self, found, program):
        first, last = ("{:02}:{:02}".format(*divmod(found[edge], 60)) for edge in ("from", "to"))
        return self.env._("only from %(first)s to %(last)s", first=first, last=last)

    @api.model
    def _explain_minimum_quantity(self, found, program):
        return self.env._(
            "asks for %(needed)s units, there are %(found)s",
            needed=self._format_points(found["needed"]),
            found=self._format_points(found["found"]),
        )

    @api.model
    def _explain_minimum_amount(self, found, program):
        amounts = {name: self._format_money(found[name], program.currency_id) for name in ("needed", "found")}
        return self.env._("asks for a purchase of %(needed)s, this one is %(found)s", **amounts)

    @api.model
    def _explain_limit(self, found, program):
        return self.env._(
            "the %(limit)s %(period)s are used up",
            limit=self._format_points(found["limit"]),
            period=self._get_period_text(found["period"]),
        )


class LoyaltyLedgerEntry(models.Model):
    _inherit = "loyalty.ledger.entry"

    explanation_html = fields.Html("How it came about", compute="_compute_explanation_html", sanitize=False)

    @api.depends("explanation")
    @api.depends_context("lang")
    def _compute_explanation_html(self):
        """The result of each rule, in the language of whoever reads it."""
        Rule, explained = self.env["loyalty.rule"], {}
        for entry in self:
            found = entry.explanation or {}
            if found.get("rules") and found.get("situation"):
                explained[entry] = found
        known = Rule._get_explained(explained.values()) if explained else None
        for entry in self:
            found = explained.get(entry)
            entry.explanation_html = Rule._explain(found, entry.program_id, known) if found else False
