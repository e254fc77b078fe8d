from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

POINTS = (16, 2)
SETTINGS = {
    "program_id",
    "file",
    "encoding",
    "delimiter",
    "has_heading",
    "day_order",
    "decimal_point",
    "create_members",
}
RESULTS = {
    "state",
    "kind",
    "row_count",
    "new_count",
    "known_count",
    "refund_count",
    "rejected_count",
    "matched_count",
    "created_count",
    "earned_points",
    "taken_points",
    "expired_points",
    "pending_points",
    "balance_points",
    "rejections",
    "rejected_file",
    "rejected_filename",
    "progress",
    "seconds",
    "problem",
}
"""What only the import itself notes."""


class LoyaltyImportPurchase(models.Model):
    """A file of purchases that a shop made before it had the club, and what came of importing it.

    A row's key is its content; nothing comes in twice, however often and in whichever longer file it is imported.
    """

    _name = "loyalty.import.purchase"
    _inherit = ["loyalty.file.run"]
    _description = "Import of Purchases"
    _order = "id desc"

    name = fields.Char(compute="_compute_name", store=True)
    program_id = fields.Many2one(
        "loyalty.program",
        "Club",
        required=True,
        domain=[("program_type", "=", "loyalty")],
        default=lambda self: self._default_program(),
        help="Its rules and its expiry apply to the purchases, as if it had existed then.",
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True)
    currency_id = fields.Many2one(related="program_id.currency_id")
    file = fields.Binary(attachment=True, required=True, help="CSV or Excel (.xlsx), one row per purchase.")
    filename = fields.Char()
    state = fields.Selection(
        [
            ("draft", "File"),
            ("ready", "Columns"),
            ("checked", "Checked"),
            ("running", "Importing"),
            ("done", "Imported"),
            ("failed", "Stopped"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    kind = fields.Selection([("csv", "Text (CSV)"), ("xlsx", "Excel")], default="csv", required=True, readonly=True)
    encoding = fields.Selection(
        [
            ("utf-8", "Unicode (UTF-8)"),
            ("utf-16", "Unicode (UTF-16)"),
            ("cp1256", "Persian and Arabic (Windows-1256)"),
            ("latin-1", "Western European (Latin-1)"),
        ],
        "Characters",
        default="utf-8",
        required=True,
        help="If letters look wrong, choose another one.",
    )
    delimiter = fields.Selection(
        [
            ("comma", "Comma  ,"),
            ("semicolon", "Semicolon  ;"),
            ("tab", "Tab"),
            ("bar", "Bar  |"),
            ("blanks", "Blanks"),
        ],
        "Cells are separated by",
        default="comma",
        required=True,
    )
    has_heading = fields.Boolean("First row names the columns", default=True)
    day_order = fields.Selection(
        [("dmy", "Day / month / year"), ("mdy", "Month / day / year")],
        "Dates",
        default="dmy",
        required=True,
        help="For dates that end with the year. Dates that begin with the year, and Persian dates (1403/05/12), are "
        "understood anyway.",
    )
    decimal_point = fields.Selection(
        [(".", "Point: 1,234.50"), (",", "Comma: 1.234,50")], "Decimals", default=".", required=True
    )
    create_members = fields.Boolean(
        "Create missing customers and accounts",
        compute="_compute_create_members",
        store=True,
        readonly=False,
        help="Otherwise rows of customers who are no members are rejected.",
    )
    column_ids = fields.One2many("loyalty.import.purchase.column", "import_id", "Columns")

    row_count = fields.Integer("Rows", readonly=True, copy=False)
    new_count = fields.Integer("New purchases", readonly=True, copy=False)
    known_count = fields.Integer("Imported before", readonly=True, copy=False)
    refund_count = fields.Integer("Refunds", readonly=True, copy=False, help="Among the new purchases.")
    rejected_count = fields.Integer("Rejected rows", readonly=True, copy=False)
    matched_count = fields.Integer("Known customers", readonly=True, copy=False)
    created_count = fields.Integer("New customers", readonly=True, copy=False)
    earned_points = fields.Float("Earned", digits=POINTS, readonly=True, copy=False)
    taken_points = fields.Float("Taken back by refunds", digits=POINTS, readonly=True, copy=False)
    expired_points = fields.Float("Expired since", digits=POINTS, readonly=True, copy=False)
    pending_points = fields.Float("Still waiting", digits=POINTS, readonly=True, copy=False)
    balance_points = fields.Float("Usable now", digits=POINTS, readonly=True, copy=False)
    rejections = fields.Json(readonly=True, copy=False)
    rejected_file = fields.Binary("Rejected rows (file)", attachment=True, readonly=True, copy=False)
    rejected_filename = fields.Char(readonly=True, copy=False)
    progress = fields.Float(readonly=True, copy=False)
    seconds = fields.Float(digits=(16, 1), readonly=True, copy=False)

    def _default_program(self):
        programs = self.env["loyalty.program"].search([("program_type", "=", "loyalty")], limit=2)
        return programs if len(programs) == 1 else False

    @api.depends("filename", "program_id.name")
    def _compute_name(self):
        for record in self:
            record.name = record.filename or record.program_id.name

    @api.depends("program_id.enrollment")
    def _compute_create_members(self):
        for record in self:
            record.create_members = record.program_id.enrollment != "opt_in"

    @api.constrains("program_id")
    def _check_program(self):
        for record in self:
            if record.program_id.program_type != "loyalty":
                raise ValidationError(
                    self.env._("“%s” is not a club. Choose a program of type Loyalty Card.", record.program_id.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        for vals in vals_list:
            self._check_results(vals)
        defaults = {f"default_{name}" for name in RESULTS}
        context = {name: value for name, value in self.env.context.items() if name not in defaults}
        cleaned = self.with_context(context)  # pylint: disable=context-overridden
        return super(LoyaltyImportPurchase, cleaned).create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._check_results(vals)
        changed = SETTINGS & vals.keys() or "column_ids" in vals
        if changed and any(record.state in ("running", "done") for record in self):
            raise UserError(
                self.env._("This import was started already. Make a new one; what is in the club comes in only once.")
            )
        result = super().write(vals)
        if changed and "state" not in vals:
            self.sudo().filtered(lambda record: record.state in ("checked", "failed")).state = "ready"
        return result

    def _check_results(self, vals):
        if RESULTS & vals.keys():
            raise AccessError(self.env._("What came of an import is noted by the import itself."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if any(record.state in ("running", "done") for record in self):
            raise UserError(self.env._("What was imported cannot be deleted: members' entries refer to it."))

    # --- actions ---

    def action_read(self):
        """Look into the file: how it is written, which columns it has."""
        self.ensure_one()
        self.check_access("write")
        self._detect()
        self.sudo().state = "ready"
        return True

    def action_check(self):
        """Dry run: what an import would do."""
        self.ensure_one()
        self._check_manager()
        self._run(book=False)
        self.sudo().state = "checked"
        return True

    def action_import(self):
        """Import now, or (a large file) in the background."""
        self.ensure_one()
        self._check_manager()
        return self._start()

    def action_change(self):
        """Back to the columns."""
        self.check_access("write")
        if self.state in ("checked", "failed"):
            self.sudo().state = "ready"
        return True

    def action_open_entries(self):
        """The ledger entries of the import."""
        self.ensure_one()
        action = self.env["loyalty.ledger.entry"]._get_list_action()
        action["domain"] = [("origin_model", "=", self._name), ("origin_id", "=", self.id)]
        action["context"] = {}
        return action

    def action_download_rejected(self):
        """The rejected rows with their line numbers and reasons, to be mended and imported again."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/rejected_file/{self.rejected_filename}?download=true",
            "target": "self",
        }

    def _check_manager(self):
        self.check_access("write")
        if self.program_id.closing_on:
            raise UserError(
                self.env._("“%s” is closing: nothing is earned any more. Choose another club.", self.program_id.name)
            )
