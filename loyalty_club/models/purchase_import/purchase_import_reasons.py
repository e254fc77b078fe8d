"""What people read when a row or a file does not come in: what is wrong, and what to do."""

from odoo import models
from odoo.exceptions import UserError


class LoyaltyImportPurchase(models.Model):
    _inherit = "loyalty.import.purchase"

    def _get_reason(self, code, value=""):
        """The sentence for a rejected row; with a ``value`` it is quoted."""
        return self._get_reasons(value)[code]

    def _get_reasons(self, value):
        _ = self.env._
        quoted = f" “{value}”" if value else ""
        club = self.program_id.name
        return {
            "cells": _(
                "The row has more cells than the heading. Put texts that contain the separator in quotation marks."
            ),
            "quotes": _("Quotation marks do not match from here to line %s. Correct them in the file.", value),
            "no_customer": _("Nobody is named. Fill in a customer reference, an email address or a phone number."),
            "email": _("The email address%s is not one. Correct it, or fill in a customer reference.", quoted),
            "phone": _("The phone number%s is not one. Correct it, or fill in a customer reference.", quoted),
            "no_date": _("The date is missing. Fill it in."),
            "date": _("The date%s cannot be read. Write it like 2024-05-31.", quoted),
            "time": _("The time%s cannot be read. Write it like 17:30.", quoted),
            "future": _("The date%s is in the future. Correct it, or import the row after that day.", quoted),
            "no_amount": _("The amount is missing. Fill it in (0 is allowed)."),
            "amount": _("The amount%s is not a number. Write it like 1234.50.", quoted),
            "size": _("The amount%s is too large to be a purchase. Correct it.", quoted),
            "quantity": _("The quantity%s is not a number. Correct it, or leave it empty.", quoted),
            "sign": _("The quantity%s is negative, the amount is not. For a refund make the amount negative.", quoted),
            "currency": _("The currency%s is unknown. Activate it under Currencies, or correct it.", quoted),
            "rate": _("There is no exchange rate for the currency%s. Add one under Currencies.", quoted),
            "two_customers": _(
                "Several customers fit:%s. Merge them, or write the right one's reference in the row.", quoted
            ),
            "shared": _(
                "Several references fit one customer:%s. Write the right reference on that customer.",
                quoted,
            ),
            "not_member": _("The customer is not a member of “%s”. Let them join, or choose to create accounts.", club),
            "suspended": _("The membership of%s is suspended or has ended. Make it active, or leave the row.", quoted),
            "archived": _("The account of%s is archived. Restore it, or leave the row out.", quoted),
        }

    def _file_error(self, problem):
        """A ``FileProblem`` as an error that people understand."""
        _ = self.env._
        texts = {
            "empty": _("The file is empty. Choose a CSV or Excel file with one row per purchase."),
            "pdf": _("This is a PDF document. Export the purchases as CSV or Excel (.xlsx) and choose that file."),
            "xls": _("This is an old Excel file (.xls). Save it as .xlsx or CSV in Excel and choose that file."),
            "image": _("This is a picture. Choose a CSV or Excel file with one row per purchase."),
            "archive": _("This is an archive. Unpack it and choose the CSV or Excel file in it."),
            "binary": _("This is not a table. Choose a CSV or Excel (.xlsx) file with one row per purchase."),
            "broken": _("The Excel file is damaged. Open it in Excel, save it again and choose that file."),
            "encoding": _("The file contains characters that are not “%s”. Choose other characters.", self.encoding),
            "quotes": _(
                "A quotation mark near line %s is opened and never closed. Correct that line in the file.", problem.line
            ),
            "rows": _("The file has a heading but no rows below it. Choose a file with one row per purchase."),
        }
        return UserError(texts[problem.code])
