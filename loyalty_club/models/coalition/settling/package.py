from odoo import Command, api, fields, models
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
        "account.move", "Invoice", readonly=True, copy=False, ondelete="restrict", index="btree_not_null"
    )

    _amount_check = models.Constraint("CHECK (amount > 0)", "The amount of a package is above zero.")

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any({"state", "move_id"} & set(values) for values in vals_list):
            raise AccessError(self.env._("A new package is a draft: confirm it by its button."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and ({"state", "move_id"} & set(vals) or any(one.state != "draft" for one in self)):
            raise AccessError(self.env._("A package that is confirmed or cancelled stays as it is."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(package.state == "confirmed" for package in self):
            raise UserError(self.env._("A confirmed package stays on record. Cancel it instead."))

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
            values = {
                "product_id": coalition._get_settle_product().id,
                "name": self.env._("Prepaid package"),
                "quantity": 1,
                "price_unit": package.amount,
            }
            move = self.env["account.move"].sudo().with_company(package.company_id)
            move = move.create(
                {
                    "move_type": "out_invoice",
                    "partner_id": coalition.partner_id.id,
                    "company_id": package.company_id.id,
                    "currency_id": package.currency_id.id,
                    "invoice_date": package.date,
                    "invoice_line_ids": [Command.create(values)],
                }
            )
            package.write({"state": "confirmed", "move_id": move.id})
            coalition._warn_of_low_prepaid()
        return True

    def action_cancel(self):
        """Take it out of what is prepaid.

        :raise UserError: its invoice is posted and was not reversed, or settlements used it
        """
        for package in self._lock().filtered(lambda package: package.state != "cancelled"):
            move = package.move_id
            if move.state == "posted" and move.payment_state != "reversed":
                raise UserError(self.env._("%s is posted. Reverse it in accounting first.", move.name))
            if package.state == "confirmed" and package.coalition_id.prepaid_left < package.amount:
                raise UserError(self.env._("A part of this package was used by settlements. Cancel those first."))
            if move.state == "draft":
                move.button_cancel()
            package.state = "cancelled"
        return True
