import base64
import csv
from io import StringIO

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

UNSAFE = ("=", "+", "-", "@", "\t", "\r")


class LoyaltyFileWindow(models.AbstractModel):
    """For windows that hand over a CSV file: made once, however often the button is clicked."""

    _name = "loyalty.file.window"
    _inherit = "loyalty.readable.window"
    _description = "Window with a File"

    file = fields.Binary(readonly=True, attachment=True)
    filename = fields.Char(readonly=True)

    def write(self, vals):
        if not self.env.su and {"file", "filename"} & vals.keys():
            raise UserError(self.env._("The file is made by the button."))
        return super().write(vals)

    def action_export(self):
        """Make the file and download it. Clicking again downloads the same file: nothing is done twice."""
        self.ensure_one()
        self._check_exporter()
        self.env.cr.execute(SQL("UPDATE %s SET id = id WHERE id = %s", SQL.identifier(self._table), self.id))
        self.invalidate_recordset(["file", "filename"])
        if not self.filename:
            name, rows = self._make_rows()
            stream = StringIO()
            csv.writer(stream).writerows(rows)
            self.sudo().write({"file": base64.b64encode(stream.getvalue().encode("utf-8-sig")), "filename": name})
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{self.filename}?download=true",
            "target": "self",
        }

    def _check_exporter(self):
        """Hook: raise an AccessError where this user may not have the file."""
        raise NotImplementedError

    def _make_rows(self):
        """Hook: do what the file stands for.

        :return: (name of the file, list of rows with the heading first)
        """
        raise NotImplementedError

    @staticmethod
    def _get_safe(text):
        """A text that a spreadsheet does not take for a formula."""
        text = text or ""
        return f"'{text}" if text.startswith(UNSAFE) else text
