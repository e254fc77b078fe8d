from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    membership_deferral_on = fields.Date(
        "Deferred fees at", readonly=True, copy=False, help="The entry of deferred membership fees of this month's end."
    )

    _membership_deferral_uniq = models.UniqueIndex(
        "(company_id, membership_deferral_on) WHERE membership_deferral_on IS NOT NULL AND state != 'cancel'",
        "The membership fees of this month were deferred already.",
    )

    def _post(self, soft=True):
        if self.env["res.company"]._defers_by_itself():
            self.invoice_line_ids._tell_membership_days()
        return super()._post(soft)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _tell_membership_days(self):
        """Where the edition of Odoo spreads revenue: the days that a line of a membership is for. Those of the period
        that it bills, else (it begins when it is paid) from the day of the invoice.
        """
        periods = self.env["loyalty.membership.period"].sudo().search([("product_id", "in", self.product_id.ids)])
        of_product = {period.product_id: period for period in periods}
        for line in self.filtered(
            lambda line: line.move_id.move_type == "out_invoice" and line.product_id in of_product
        ):
            terms = self.env["loyalty.membership.term"].sudo().search(
                [("state", "in", ("open", "paid")), "|", ("move_id", "=", line.move_id.id),
                 ("sale_line_id", "in", line.sale_line_ids.ids)]
            )  # fmt: skip
            period = of_product[line.product_id]
            day = line.move_id.invoice_date or fields.Date.context_today(line)
            first, last = period._get_days(day, 0)
            if line.quantity >= 2:
                last = period._get_days(day, int(line.quantity) - 1)[1]
            line.write(
                {
                    "deferred_start_date": min(terms.mapped("date_from"), default=first),
                    "deferred_end_date": max(terms.mapped("date_to"), default=last),
                }
            )
