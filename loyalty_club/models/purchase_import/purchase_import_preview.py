"""What the form shows before anything happens: the first rows as they are understood, and the rules that apply."""

from itertools import islice

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from ...engine.purchases import Rejected

PREVIEW_ROWS = 8


class LoyaltyImportPurchase(models.Model):
    _inherit = "loyalty.import.purchase"

    preview = fields.Html(compute="_compute_preview", sanitize=False)
    rules_text = fields.Html("Rules", compute="_compute_rules_text", sanitize=False)
    rejection_text = fields.Html("Reasons", compute="_compute_rejection_text", sanitize=False)

    @api.depends(
        "program_id", "encoding", "delimiter", "has_heading", "day_order", "decimal_point", "column_ids.target", "state"
    )
    def _compute_preview(self):
        for record in self:
            record.preview = record._get_preview() if record.state == "ready" and record.column_ids else False

    def _get_preview(self):
        """The first rows as a table, or what has to be said before they can be read."""
        try:
            reader = self._get_reader()
            first = list(islice(self._get_rows(), PREVIEW_ROWS))
        except UserError as error:
            return Markup("<div class='alert alert-warning mb-0'>%s</div>") % error.args[0]
        _ = self.env._
        heading = [_("Line"), _("Customer"), _("Date"), _("Amount"), _("Points")]
        return Markup(
            "<div class='table-responsive'><table class='table table-sm mb-0'>"
            "<thead><tr><th>%s</th><th>%s</th><th>%s</th><th class='text-end'>%s</th><th class='text-end'>%s</th></tr>"
            "</thead><tbody>%s</tbody></table></div>"
        ) % (*heading, Markup().join(self._get_preview_row(reader, line, cells) for line, cells in first))

    def _get_preview_row(self, reader, line, cells):
        try:
            customer, purchase = reader.read_row(line, cells)
        except Rejected as reason:
            return Markup("<tr><td>%s</td><td colspan='4' class='text-danger'>%s</td></tr>") % (
                line,
                self._get_reason(reason.code, reason.value),
            )
        who = " · ".join(filter(None, (customer.ref, customer.name or customer.email or customer.phone_text)))
        points = -purchase.points if purchase.amount < 0 else purchase.points
        return Markup(
            "<tr><td>%s</td><td>%s</td><td>%s</td><td class='text-end'><bdi dir='ltr'>%s</bdi></td>"
            "<td class='text-end'><bdi dir='ltr'>%s</bdi></td></tr>"
        ) % (
            line,
            who,
            format_date(self.env, purchase.day),
            format_amount(self.env, float(purchase.amount), self.currency_id),
            f"{points:,.2f}",
        )

    @api.depends("program_id")
    def _compute_rules_text(self):
        for record in self:
            record.rules_text = record._get_rules_text() if record.program_id else False

    def _get_rules_text(self):
        """Which rules of the club count for purchases of a file, in a sentence each."""
        _ = self.env._
        applied = self._get_applied_rules()
        lines = [self._get_rule_text(rule) for rule in applied]
        if not lines:
            lines = [_("No rule of this club can be applied, so the purchases earn 0 points. They still count.")]
        skipped = len(self.program_id.sudo().rule_ids - applied)
        if skipped:
            lines.append(
                _(
                    "%s rules are left out: they are a bonus, have a limit by member, or ask for what the file does "
                    "not say (products, a code, tiers, hours, a channel, a payment method, the first purchase).",
                    skipped,
                )
            )
        return Markup("<ul class='mb-0'>%s</ul>") % Markup().join(Markup("<li>%s</li>") % line for line in lines)

    def _get_rule_text(self, rule):
        _ = self.env._
        points = f"{rule.reward_point_amount:g}"
        name = self.program_id.sudo().portal_point_name or _("points")
        texts = {
            "money": _(
                "%(points)s %(name)s per %(symbol)s spent",
                points=points,
                name=name,
                symbol=format_amount(self.env, 1, self.currency_id),
            ),
            "unit": _("%(points)s %(name)s per unit (1 where the file has no quantity)", points=points, name=name),
            "order": _("%(points)s %(name)s per purchase", points=points, name=name),
        }
        text = texts[rule.reward_point_mode]
        if rule.club_conditions:
            text = f"{text} ({rule.club_conditions})"
        if rule.minimum_amount:
            text = _(
                "%(rule)s, from %(amount)s on",
                rule=text,
                amount=format_amount(self.env, rule.minimum_amount, self.currency_id),
            )
        if rule.minimum_qty > 1:
            text = _("%(rule)s, from %(quantity)s units on", rule=text, quantity=rule.minimum_qty)
        return text

    @api.depends("rejections")
    def _compute_rejection_text(self):
        for record in self:
            rows = Markup().join(
                Markup("<tr><td class='text-end text-nowrap'>%s</td><td>%s</td><td class='text-muted'>%s</td></tr>")
                % (
                    f"{reason['count']:,}",
                    record._get_reason(reason["code"], reason.get("value") or ""),
                    record._get_line_text(reason),
                )
                for reason in record.rejections or []
            )
            record.rejection_text = (
                rows and Markup("<table class='table table-sm mb-0'><tbody>%s</tbody></table>") % rows
            )

    def _get_line_text(self, reason):
        """Where rows were rejected: “lines 3, 7, 9…”."""
        numbers = ", ".join(map(str, reason["lines"])) + ("…" if reason["more"] else "")
        return self.env._("line %s", numbers) if len(reason["lines"]) == 1 else self.env._("lines %s", numbers)
