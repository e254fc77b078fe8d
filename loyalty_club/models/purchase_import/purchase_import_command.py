"""The import from the command line: a file, or a public sample."""

import base64
import time
from pathlib import Path

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

SAMPLE_CLUB = "Sample club"


class LoyaltyImportPurchase(models.Model):
    _inherit = "loyalty.import.purchase"

    @api.model
    @api.private
    def _import_file_from_command_line(self, path, program_name=None, sample=None, progress=None):
        """Import a file; commits in between.

        :param str path: a CSV or XLSX file
        :param str program_name: name of a club; with ``sample`` one is made where it is missing
        :param str sample: name of the sample, where the file is one
        :param progress: called with (rows done, rows in all, text)
        :return: what came in, a text of some lines
        :raise UserError: no such club, or a file that cannot be read
        """
        started = time.monotonic()
        program = self._get_named_program(program_name or SAMPLE_CLUB, bool(sample))
        record = self.create(
            {
                "program_id": program.id,
                "filename": Path(path).name,
                "file": base64.b64encode(Path(path).read_bytes()),
            }
        )
        record._detect()
        record.write({"state": "running"})
        self.env["ir.cron"]._commit_progress()
        try:
            record._run(commit=True, progress=progress)
        except UserError as error:
            record._stop(error.args[0])
            raise
        return record._get_summary(time.monotonic() - started)

    def _get_named_program(self, name, is_sample):
        clubs = self.env["loyalty.program"].search([("program_type", "=", "loyalty")])
        program = clubs.filtered(lambda club: club.name == name)[:1]
        if not program and not is_sample:
            raise UserError(
                self.env._(
                    "There is no club “%(name)s”. There are: %(clubs)s.",
                    name=name,
                    clubs=", ".join(clubs.mapped("name")) or self.env._("none"),
                )
            )
        return program or self._create_sample_club(name)

    def _create_sample_club(self, name):
        """1 point per unit of money, valid for 12 months: what most shops do."""
        return self.env["loyalty.program"].create(
            {
                "name": name,
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "expiry_policy": "after_earning",
                "expiry_count": 12,
                "expiry_unit": "month",
                "communication_plan_ids": [Command.clear()],
                "rule_ids": [
                    Command.clear(),
                    Command.create({"reward_point_mode": "money", "reward_point_amount": 1, "minimum_qty": 0}),
                ],
                "reward_ids": [
                    Command.clear(),
                    Command.create(
                        {"reward_type": "discount", "discount_mode": "per_order", "discount": 5, "required_points": 100}
                    ),
                ],
            }
        )

    def _get_summary(self, seconds):
        """What came in, a line for each figure."""
        _ = self.env._
        members = self.matched_count + self.created_count
        figures = [
            (_("club"), self.program_id.name),
            (_("rows"), f"{self.row_count:,}"),
            (_("purchases imported"), f"{self.new_count:,}"),
            (_("imported before"), f"{self.known_count:,}"),
            (_("rejected"), f"{self.rejected_count:,}"),
            (_("members"), _("%(all)s (%(new)s new)", all=f"{members:,}", new=f"{self.created_count:,}")),
            (_("points earned"), f"{self.earned_points:,.2f}"),
            (_("taken back by refunds"), f"{self.taken_points:,.2f}"),
            (_("expired since"), f"{self.expired_points:,.2f}"),
            (_("balance"), f"{self.balance_points:,.2f}"),
            (_("seconds"), f"{seconds:.1f}"),
        ]
        lines = [f"{label:<24}{figure:>20}" for label, figure in figures]
        for reason in self.rejections or []:
            text = self._get_reason(reason["code"], reason["value"])
            lines.append(f"{reason['count']:>8,} × {text} ({self._get_line_text(reason)})")
        return "\n".join(lines)
