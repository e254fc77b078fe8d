"""From the uploaded file to purchases: its format, its columns, the club's rules and currencies."""

import base64
from collections import defaultdict
from decimal import Decimal
from itertools import islice

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...engine.points import exact
from ...engine.purchase_columns import WHO, columns_of, guess_targets, has_heading
from ...engine.purchase_file import FileProblem, Format, guess_format, rows
from ...engine.purchase_reader import Layout, PurchaseReader
from ...engine.purchase_text import Clock, guess_day_order, guess_point, split_moment
from ...engine.purchases import Currencies, LeftOut, PointRule, PointRules

GUESSED_FROM = 100
SAMPLES_SHOWN = 3
SAMPLE_LENGTH = 24


class LoyaltyImportPurchase(models.Model):
    _inherit = "loyalty.import.purchase"

    # --- the file ---

    def _get_data(self):
        """The bytes of the file."""
        self.ensure_one()
        record = self._origin or self
        # The web client asks for sizes instead of contents.
        attachments = self.env["ir.attachment"].sudo().with_context(bin_size=False)
        attachment = record.id and attachments.search(
            [("res_model", "=", self._name), ("res_field", "=", "file"), ("res_id", "=", record.id)], limit=1
        )
        return attachment.raw or b"" if attachment else base64.b64decode(self.file or b"")

    def _get_format(self):
        return Format(self.kind, self.encoding, self.delimiter)

    def _get_rows(self, data=None):
        """Yield (line, cells) of the file, without its heading.

        :raise UserError: the file cannot be read
        """
        data = self._get_data() if data is None else data
        try:
            yield from islice(rows(data, self._get_format()), 1 if self.has_heading else 0, None)
        except FileProblem as problem:
            raise self._file_error(problem) from problem

    @staticmethod
    def _get_first_rows(data, form):
        return [cells for _line, cells in islice(rows(data, form), GUESSED_FROM) if not isinstance(cells, int)]

    def _detect(self):
        """Find out how the file is written and what its columns mean.

        :raise UserError: no table, or one without rows
        """
        data = self._get_data()
        try:
            form = guess_format(data)
            first = self._get_first_rows(data, form)
        except FileProblem as problem:
            raise self._file_error(problem) from problem
        heading = bool(first) and has_heading(first[0])
        if len(first) <= heading:
            raise self._file_error(FileProblem("rows"))
        self.sudo().write(
            {"kind": form.kind, "encoding": form.encoding, "delimiter": form.delimiter, "has_heading": heading}
            | self._get_column_values(first, heading)
        )

    def _get_column_values(self, first, heading):
        """Values of the columns, and of how days and numbers are written, by the first rows of the file."""
        columns = columns_of(first, heading)
        targets = guess_targets(columns)
        meanings = {place: target for target, place in targets.items()}
        days, amounts = (columns[targets[target]].samples if target in targets else () for target in ("date", "amount"))
        return {
            "day_order": guess_day_order((split_moment(text)[0] for text in days), self._get_usual_day_order()),
            "decimal_point": guess_point(amounts),
            "column_ids": [Command.clear()]
            + [
                Command.create(
                    {
                        "place": column.place,
                        "heading": column.heading or self.env._("Column %s", column.place + 1),
                        "samples": "   ·   ".join(text[:SAMPLE_LENGTH] for text in column.samples[:SAMPLES_SHOWN]),
                        "target": meanings.get(column.place, False),
                    }
                )
                for column in columns
            ],
        }

    def _get_usual_day_order(self):
        """How people here write dates, by their language."""
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        day_format = lang.date_format or ""
        return "mdy" if -1 < day_format.find("%m") < day_format.find("%d") else "dmy"

    @api.onchange("encoding", "delimiter", "has_heading")
    def _onchange_format(self):
        """Another way to read the file has other columns."""
        if not self.column_ids:
            return
        try:
            first = self._get_first_rows(self._get_data(), self._get_format())
        except FileProblem as problem:
            raise self._file_error(problem) from problem
        self.update(self._get_column_values(first, self.has_heading))

    # --- reading ---

    def _get_layout(self):
        """Which column is what.

        :raise UserError: a column that is needed is missing, or two mean the same
        """
        places, labels = {}, dict(self.column_ids._fields["target"]._description_selection(self.env))
        for column in self.column_ids.filtered("target"):
            if column.target in places:
                raise UserError(
                    self.env._(
                        "Two columns are marked as “%s”. Keep one of them, and leave the other one empty.",
                        labels[column.target],
                    )
                )
            places[column.target] = column.place
        missing = [labels[target] for target in ("date", "amount") if target not in places]
        if not any(target in places for target in WHO):
            missing.insert(0, self.env._("Customer reference, email or phone"))
        if missing:
            raise UserError(
                self.env._("Say which column of the file is this, please: %s.", self.env._("; ").join(missing))
            )
        return Layout(
            columns=places,
            width=len(self.column_ids),
            day_order=self.day_order,
            point=self.decimal_point,
            country_code=self._get_country_code(),
        )

    def _get_country_code(self):
        """The code of the shop's country, for phone numbers without one."""
        return str((self.company_id or self.env.company).country_id.phone_code or "")

    def _get_reader(self):
        """A reader of rows by this import's settings and the club's rules."""
        return PurchaseReader(
            self._get_layout(),
            Clock(self.program_id.tz),
            self._get_point_rules(),
            self._get_currencies(),
            self.env.cr.now().replace(microsecond=0),
        )

    def _get_applied_rules(self):
        """Rules of the club that can be applied when only day, amount and quantity are known; others cannot."""
        return self.program_id.sudo().rule_ids.filtered(
            lambda rule: rule.mode == "auto" and not self._get_rule_restriction(rule)
        )

    def _get_rule_restriction(self, rule):
        """Whether the rule asks for what a file of purchases does not say, or is a bonus that counts for no tier."""
        domain = (rule.product_domain or "[]").strip()
        products = rule.product_ids or rule.product_category_id or rule.product_tag_id or domain != "[]"
        return bool(products or rule._asks_for_more_than_amounts())

    def _get_point_rules(self):
        applied = self._get_applied_rules()
        conditional = applied if any(rule._depends_on_day_or_steps() for rule in applied) else applied.browse()
        return PointRules(
            tuple(
                PointRule(
                    rule.reward_point_mode,
                    Decimal(repr(rule.reward_point_amount)),
                    exact(rule.minimum_amount),
                    Decimal(rule.minimum_qty),
                    rule.id,
                )
                for rule in applied
            ),
            self.program_id.points_rounding,
            self.program_id.points_rounding_method,
            tuple(rule._get_engine_rule() for rule in conditional),
            tuple(
                LeftOut(
                    rule.id,
                    rule.reward_point_mode,
                    Decimal(repr(rule.reward_point_amount)),
                    "file" if rule.mode == "auto" else "code",
                )
                for rule in self.program_id.sudo().rule_ids - applied
            ),
        )

    def _get_currencies(self):
        """Names, symbols and rates of the active currencies; where a symbol is not unique, the club's own counts."""
        club = self.program_id.sudo().currency_id
        company = (self.company_id or self.env.company).root_id
        currencies = self.env["res.currency"].sudo().search([("active", "=", True)], order="id")
        names = {}
        for currency in currencies.sorted(lambda currency: currency == club):
            for text in filter(None, (currency.symbol, currency.name, currency.full_name)):
                names[text.strip().casefold()] = currency.name
        rates = defaultdict(list)
        found = self.env["res.currency.rate"].sudo().search(
            [("currency_id", "in", currencies.ids), ("company_id", "in", [False, company.id])], order="name"
        )  # fmt: skip
        own = {rate.currency_id for rate in found if rate.company_id}
        for rate in found:
            if rate.company_id or rate.currency_id not in own:
                rates[rate.currency_id.name].append((rate.name, Decimal(repr(rate.rate))))
        rates.setdefault(company.currency_id.name, [(self.env.cr.now().date(), Decimal(1))])
        return Currencies(club.name, names, dict(rates))
