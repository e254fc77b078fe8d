from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class LoyaltyCoalitionPackage(models.Model):
    """An amount that a partner pays in advance; settlements use it up before anything is invoiced."""

    _name = "loyalty.coalition.package"
    _description = "Coalition Prepaid Package"
    _order = "date desc, id desc"
    _rec_name = "date"

    coalition_id = fields.Many2one(
        "loyalty.coalition.partner", "Partner", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(related="coalition_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="coalition_id.currency_id")
    date = fields.Date(required=True, default=fields.Date.context_today)
    amount = fields.Monetary(required=True)
    state = fields.Selection(
        [("draft", "Draft"), ("confirmed", "Confirmed"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    move_id = fields.Many2one(
        "account.move", "Invoice", readonly=True, copy=False, ondelete="set null", index="btree_not_null"
    )

    _amount_check = models.Constraint("CHECK (amount > 0)", "The amount of a package is above zero.")

    @api.model_create_multi
    def create(self, vals_list):
        packages = super().create(vals_list)
        # Looked at afterwards: what is not among the values may come from the context.
        if not self.env.su and any(package.state != "draft" or package.move_id for package in packages):
            raise AccessError(self.env._("A new package is a draft: confirm it by its button."))
        return packages

    def write(self, vals):
        if not self.env.su and ({"state", "move_id"} & set(vals) or any(one.state != "draft" for one in self)):
            raise AccessError(self.env._("A package that is confirmed or cancelled stays as it is."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(package.state == "confirmed" for package in self):
            raise UserError(self.env._("A confirmed package stays on record. Cancel it instead."))

    def _filter_counted(self):
        """Those that count: nobody pays an invoice that accounting cancelled or reversed."""
        return self.filtered(
            lambda package: (
                package.state == "confirmed"
                and package.move_id.state != "cancel"
                and not package.move_id._is_all_reversed()
            )
        )

    def _lock(self):
        self.check_access("write")
        packages = self.sudo()
        packages.coalition_id._lock_contracts()
        packages.invalidate_recordset()
        return packages

    def action_confirm(self):
        """Count it, and invoice it. A second click does nothing."""
        for package in self._lock().filtered(lambda package: package.state == "draft"):
            coalition = package.coalition_id
            line = {"name": self.env._("Prepaid package"), "quantity": 1, "price_unit": package.amount}
            move = coalition._make_move({"move_type": "out_invoice", "invoice_date": package.date}, [line])
            package.write({"state": "confirmed", "move_id": move.id})
            coalition._warn_of_low_prepaid()
        return True

    def action_cancel(self):
        """Take it out of what is prepaid.

        :raise UserError: its invoice is posted and was not reversed, or settlements used it
        """
        for package in self._lock().filtered(lambda package: package.state != "cancelled"):
            move = package.move_id
            if move.state == "posted" and not move._is_all_reversed():
                raise UserError(self.env._("%s is posted. Reverse it in accounting first.", move.name))
            left = package.coalition_id.prepaid_left
            if package._filter_counted() and package.currency_id.compare_amounts(left, package.amount) < 0:
                raise UserError(self.env._("A part of this package was used by settlements. Cancel those first."))
            if move.state == "draft":
                move.button_cancel()
            package.state = "cancelled"
        return True
