"""Amounts that partners tell in another currency than that of the contract."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class UnknownCurrency(UserError):
    """There is no such currency here, it is not active, or it has no rate."""


class LoyaltyCoalitionCoupon(models.Model):
    _inherit = "loyalty.coalition.coupon"

    told_amount = fields.Char(
        "As the partner told it",
        readonly=True,
        help="Amount and discount in the partner's currency, before conversion.",
    )

    @api.private
    def _convert_amounts(self, amounts, currency_name, moment):
        """Money of the partner in the currency of the contract, by the rate of the day of use in the club.

        :param list amounts: numbers, money in the currency that is named
        :param str currency_name: ISO code; empty: that of the contract
        :param datetime moment: of UTC, when the coupon was used
        :return: list of money in the currency of the contract
        :raise UnknownCurrency: it cannot be converted; what to do about it
        """
        contract = self.currency_id
        if not currency_name or currency_name == contract.name:
            return [contract.round(float(amount)) for amount in amounts]
        currency = self._find_currency(currency_name)
        day = self.coalition_id.program_id._get_local_day(moment)
        return [currency._convert(float(amount), contract, self.company_id, day) for amount in amounts]

    def _find_currency(self, name):
        """An active currency with a rate; without one Odoo would take its money one for one."""
        currency = self.env["res.currency"].sudo().search([("name", "=", name)], limit=1)
        if not currency:
            raise UnknownCurrency(
                self.env._(
                    "The currency %(currency)s is not known here. Send amounts in %(contract)s.",
                    currency=name,
                    contract=self.currency_id.name,
                )
            )
        if missing := self.coalition_id._get_unrated(currency | self.currency_id):
            raise UnknownCurrency(
                self.env._(
                    "There is no exchange rate for %(currency)s here. Fill it in, or send amounts in %(contract)s.",
                    currency=missing[0].name,
                    contract=self.currency_id.name,
                )
            )
        return currency

    def _note_told(self, amounts, currency_name):
        """Keep what was told in another currency, for whoever compares the books."""
        told = False
        if currency_name and currency_name != self.currency_id.name:
            told = " / ".join(f"{amount} {currency_name}" for amount in amounts)
        if (self.told_amount or False) != told:
            self.sudo().told_amount = told

    @api.private
    def _take_back(self):
        super()._take_back()
        self.sudo().filtered("told_amount").told_amount = False
