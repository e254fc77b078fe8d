"""What came of an upload: how many codes, and which rows were left out and why."""

import base64
import csv
from collections import Counter
from io import StringIO

from odoo import models

from ....engine.coalition import THEIRS
from ....engine.coupon_codes import LONGEST, get_text, read_codes

UNSAFE = ("=", "+", "-", "@", "\t", "\r")


class LoyaltyCoalitionUpload(models.Model):
    _inherit = "loyalty.coalition.upload"

    def action_download_rejected(self):
        """The rows that were left out, with their line numbers and reasons."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/rejected_file/{self.rejected_filename}?download=true",
            "target": "self",
        }

    def action_open_coupons(self):
        """The codes of this upload."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_coalition_coupon_action")
        return {**action, "domain": [("upload_id", "=", self.id)], "context": {}}

    def _get_rejected(self):
        """The lines that were left out, in the order of the file."""
        known = set(self.known_lines or [])
        rejected = []
        for line in read_codes(self._get_rows(), self.column - 1, self.has_heading):
            if line.number in known:
                line = line._replace(problem="known")
            if line.problem:
                rejected.append(line)
        elsewhere = self._get_elsewhere({line.code for line in rejected if line.problem == "known"})
        return [
            line._replace(problem="elsewhere", detail=elsewhere[line.code])
            if line.problem == "known" and line.code in elsewhere
            else line
            for line in rejected
        ]

    def _get_elsewhere(self, codes):
        """{code: name of the other offer of this partner that has it}; one query"""
        coupons = self.env["loyalty.coalition.coupon"].sudo()
        domain = [("coalition_id", "=", self.coalition_id.id), ("direction", "=", THEIRS), ("code", "in", list(codes))]
        found = coupons.search_fetch([*domain, ("offer_id", "!=", self.offer_id.id)], ["code", "offer_id"])
        return {coupon.code: coupon.offer_id.name for coupon in found}

    def _get_reason(self, problem, detail=""):
        """The sentence for a row that was left out."""
        _ = self.env._
        return {
            "empty": _("There is no code in this row."),
            "long": _("The code is longer than %s characters.", LONGEST),
            "blanks": _("There are blanks within the code."),
            "rounded": _("The spreadsheet has rounded this number. Format the column as text and fill it in again."),
            "quotes": _("Quotation marks do not match from here to line %s. Correct them in the file.", detail),
            "twice": _("The code stands in line %s already.", detail),
            "known": _("The offer has this code already."),
            "elsewhere": _("“%s” of the same partner has this code already.", detail),
        }[problem]

    def _get_rejected_values(self, rejected):
        if not rejected:
            return {"summary": False, "rejected_file": False, "rejected_filename": False}
        stream = StringIO()
        writer = csv.writer(stream)
        writer.writerow([self.env._("Line"), self.env._("Code"), self.env._("Why it was left out")])
        writer.writerows(
            [line.number, self._get_safe(line.code), self._get_reason(line.problem, line.detail)] for line in rejected
        )
        stem = (self.filename or self.env._("codes")).rsplit(".", 1)[0]
        counts = Counter(line.problem for line in rejected)
        first = {line.problem: line for line in reversed(rejected)}
        summary = [
            self.env._(
                "%(count)s × %(reason)s (first in line %(line)s)",
                count=f"{count:,}",
                reason=self._get_reason(problem, first[problem].detail),
                line=first[problem].number,
            )
            for problem, count in counts.most_common()
        ]
        return {
            "summary": "\n".join(summary),
            "rejected_file": base64.b64encode(stream.getvalue().encode("utf-8-sig")),
            "rejected_filename": self.env._("%s left out.csv", stem),
        }

    @staticmethod
    def _get_safe(text):
        """A text that a spreadsheet does not take for a formula."""
        return f"'{text}" if get_text(text).startswith(UNSAFE) else text

    def _get_outcome(self):
        return self.env._(
            "%(new)s codes are new, %(known)s were there, %(twice)s stood twice in the file, %(bad)s rows were bad.",
            new=f"{self.new_count:,}",
            known=f"{self.known_count:,}",
            twice=f"{self.duplicate_count:,}",
            bad=f"{self.bad_count:,}",
        )
