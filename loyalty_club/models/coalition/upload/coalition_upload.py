import base64
from itertools import islice

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ....engine.coupon_codes import get_text, guess_layout
from ....engine.purchase_file import FileProblem, Format, guess_format, rows

SETTINGS = {"offer_id", "file", "column", "has_heading", "expires_on"}
LOOKED_AT = 50
SHOWN = 5


class LoyaltyCoalitionUpload(models.Model):
    """A file of a partner's codes, and what came of uploading it."""

    _name = "loyalty.coalition.upload"
    _inherit = ["loyalty.file.run"]
    _description = "Upload of Codes"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True)
    offer_id = fields.Many2one(
        "loyalty.coalition.offer",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
        domain=[("direction", "=", "theirs"), ("source", "=", "pool")],
    )
    coalition_id = fields.Many2one(related="offer_id.coalition_id", string="Partner", store=True)
    company_id = fields.Many2one(related="offer_id.company_id", store=True, index=True)
    file = fields.Binary(attachment=True, required=True, help="CSV or Excel (.xlsx), one code per row.")
    filename = fields.Char()
    column = fields.Integer(
        "Column of the codes", compute="_compute_layout", store=True, readonly=False, help="The first column is 1."
    )
    has_heading = fields.Boolean("First row names the columns", compute="_compute_layout", store=True, readonly=False)
    preview = fields.Char("The first codes", compute="_compute_preview")
    expires_on = fields.Date("Usable until", help="Of these codes, where it is earlier than the offer's last day.")
    state = fields.Selection(
        [
            ("draft", "File"),
            ("running", "Uploading"),
            ("done", "Uploaded"),
            ("failed", "Stopped"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    position = fields.Integer("Rows done", readonly=True, copy=False)
    row_count = fields.Integer("Rows", readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress")
    new_count = fields.Integer("New codes", readonly=True, copy=False)
    known_count = fields.Integer("There before", readonly=True, copy=False)
    duplicate_count = fields.Integer("Twice in the file", readonly=True, copy=False)
    bad_count = fields.Integer("Bad rows", readonly=True, copy=False)
    known_lines = fields.Json(readonly=True, copy=False)
    summary = fields.Text("Left out", readonly=True, copy=False)
    rejected_file = fields.Binary("Rows that were left out", attachment=True, readonly=True, copy=False)
    rejected_filename = fields.Char(readonly=True, copy=False)
    coupon_ids = fields.One2many("loyalty.coalition.coupon", "upload_id", "Coupons", readonly=True)

    @api.depends("filename", "offer_id.name")
    def _compute_name(self):
        for upload in self:
            upload.name = upload.filename or upload.offer_id.name

    @api.depends("file")
    def _compute_layout(self):
        for upload in self:
            try:
                column, upload.has_heading = guess_layout(upload._get_first_rows())
                upload.column = column + 1
            except FileProblem:
                upload.column, upload.has_heading = 1, False

    @api.depends("file", "column", "has_heading")
    def _compute_preview(self):
        for upload in self:
            upload.preview = False
            if not upload.file:
                continue
            try:
                first = list(upload._get_first_rows())[int(upload.has_heading) : SHOWN + int(upload.has_heading)]
            except FileProblem as problem:
                upload.preview = upload._get_file_problem(problem)
                continue
            column = upload.column - 1
            tables = [cells for _line, cells in first if not isinstance(cells, int)]
            codes = [get_text(cells[column]) for cells in tables if 0 <= column < len(cells)]
            upload.preview = ", ".join(filter(None, codes)) or upload.env._("no codes in this column")

    @api.depends("position", "row_count", "state")
    def _compute_progress(self):
        for upload in self:
            upload.progress = 100.0 * upload.position / upload.row_count if upload.row_count else 0.0

    @api.constrains("column")
    def _check_column(self):
        if any(upload.column < 1 for upload in self):
            raise ValidationError(self.env._("Columns are counted from 1."))

    @api.constrains("offer_id")
    def _check_offer(self):
        for upload in self:
            if upload.offer_id.direction != "theirs" or upload.offer_id.source != "pool":
                raise ValidationError(
                    self.env._("“%s” has no codes of the partner that could be uploaded.", upload.offer_id.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._check_results(vals)
        uploads = super().create(vals_list)
        if not self.env.su and any(upload.state != "draft" for upload in uploads):
            raise AccessError(self.env._("What came of an upload is noted by the upload itself."))
        return uploads

    def write(self, vals):
        if not self.env.su:
            self._check_results(vals)
            begun = any(upload.position or upload.state not in ("draft", "failed") for upload in self)
            if begun and SETTINGS & vals.keys():
                raise UserError(self.env._("This upload was started already. Make a new one for another file."))
        return super().write(vals)

    def _check_results(self, vals):
        allowed = SETTINGS | {"filename", "name"}
        noted = {name for name in vals if name in self._fields and self._fields[name].readonly} - allowed
        if noted - {"message_follower_ids", "message_ids"}:
            raise AccessError(self.env._("What came of an upload is noted by the upload itself."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if any(upload.state in ("running", "done") and upload.new_count for upload in self):
            raise UserError(self.env._("Withdraw the codes of this upload first: that deletes those nobody got."))

    # --- the file ---

    def _get_data(self):
        """The bytes of the file; the web client asks for sizes instead of contents."""
        self.ensure_one()
        return base64.b64decode(self.with_context(bin_size=False).file or b"")

    def _get_rows(self):
        """Yield (line, cells) of the file.

        :raise FileProblem: no table
        """
        data = self._get_data()
        form = guess_format(data)
        # One column needs no separator: blanks within a line are a mistake then, not another column.
        return rows(data, Format("csv", form.encoding, "comma") if form.delimiter == "blanks" else form)

    def _get_first_rows(self):
        return islice(self._get_rows(), LOOKED_AT)

    def _get_file_problem(self, problem):
        """What people read when the file cannot be read."""
        _ = self.env._
        texts = {
            "empty": _("The file is empty. Choose a CSV or Excel (.xlsx) file with one code per row."),
            "xls": _("This is an old Excel file (.xls). Save it as .xlsx or CSV in Excel and choose that file."),
            "archive": _("This is an archive. Unpack it and choose the CSV or Excel file in it."),
            "broken": _("The Excel file is damaged. Open it in Excel, save it again and choose that file."),
            "quotes": _("A quotation mark in line %s is never closed. Correct it in the file.", problem.line),
        }
        other = _("This is not a table of codes. Choose a CSV or Excel (.xlsx) file with one code per row.")
        return texts.get(problem.code, other)
