"""Clubs in which the contacts of a company share its account."""

from psycopg2 import errors

from odoo import models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Domain


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _get_account_partner(self, partner):
        """The partner whose account a purchase of ``partner`` belongs to in this club."""
        self.ensure_one()
        company = partner.commercial_partner_id
        return company if self.contact_accounts == "company" and company.is_company else partner

    def _get_account(self, partner):
        """The account of ``partner`` (or of its company) in this club; may be empty. Superuser mode."""
        self.ensure_one()
        return (
            self.env["loyalty.card"]
            .sudo()
            .search([("program_id", "=", self.id), ("partner_id", "=", self._get_account_partner(partner).id)], limit=1)
        )

    def _join(self, partner):
        """Make ``partner`` a member: open the account where there is none.

        :return: the account (superuser mode)
        :raise ConcurrencyError: somebody opened it at this moment; Odoo repeats the request, which then finds it
        """
        self.ensure_one()
        card = self._get_account(partner) or self._open_account(self._get_account_partner(partner))
        if not card.joined_on:
            card.joined_on = self._get_local_day(self.env.cr.now())
        return card

    def _open_account(self, partner):
        try:
            with self.env.cr.savepoint():
                return self.env["loyalty.card"].sudo().create({"program_id": self.id, "partner_id": partner.id})
        except errors.UniqueViolation as error:  # this transaction cannot see the other's account
            raise ConcurrencyError(str(error)) from error


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _shares_account(self, program):
        """Whether this order books on the account of its customer's company."""
        return (
            program.program_type == "loyalty"
            and program.contact_accounts == "company"
            and program._get_account_partner(self.partner_id) != self.partner_id
        )

    def _leave_accounts_of_others(self):
        """A quotation whose customer was changed is no longer for the account of the one before. (Stock would open an
        account of nobody for its points.) Accounts that are shared are added again after stock has left them.

        :return: {account: what the engine found} of confirmed orders, see :meth:`_return_to_shared_accounts`
        """
        self.ensure_one()
        order, kept = self.sudo(), {}
        for card in (order.coupon_point_ids.coupon_id | order.applied_coupon_ids).filtered("is_club"):
            survivor = card._get_survivor()
            owner = survivor.partner_id
            if not owner or owner.is_public or owner == order.partner_id:
                continue
            lines = order.coupon_point_ids.filtered(lambda line, card=card: line.coupon_id == card)
            if owner == survivor.program_id._get_account_partner(order.partner_id):
                if order.state == "sale":
                    kept[survivor] = lines[:1].club_result
                lines.unlink()
            elif order.state != "sale":
                lines.unlink()
                order.applied_coupon_ids -= card
        return kept

    def _return_to_shared_accounts(self, kept):
        """Add the accounts that the order shares; a confirmed one is judged as it was."""
        self._apply_shared_accounts()
        lines = self.sudo().coupon_point_ids.filtered(lambda line: kept.get(line.coupon_id))
        for line in lines:
            line.club_result = kept[line.coupon_id]
        if lines:
            self._update_club_points()

    def _apply_shared_accounts(self):
        """Stock knows only accounts of the order's own customer; those of its company are added here."""
        self.ensure_one()
        company = self.partner_id.commercial_partner_id
        if company == self.partner_id or not company.is_company or not self._allow_nominative_programs():
            return
        domain = Domain.AND(
            [self._get_program_domain(), [("program_type", "=", "loyalty"), ("contact_accounts", "=", "company")]]
        )
        programs = self.env["loyalty.program"].search(domain)
        status = self.with_context(club_shared_accounts=True)._program_check_compute_points(programs)
        for program in programs:
            points = status[program].get("points", [0.0])[0]
            card = program._get_account(company)
            if not card and not points:
                continue
            card = card or self.env["loyalty.card"].sudo().with_context(loyalty_no_mail=True).create(
                {"program_id": program.id, "partner_id": company.id, "order_id": self.id}
            )
            self._add_points_for_coupon({card: points})
            if card not in self.applied_coupon_ids:
                self.applied_coupon_ids += card
