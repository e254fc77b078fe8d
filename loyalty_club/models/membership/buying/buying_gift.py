"""Memberships that are bought for somebody else."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize

MESSAGE_LENGTH = 500


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    sells_membership = fields.Boolean(compute="_compute_sells_membership")
    membership_gift_email = fields.Char("Gift for", help="E-mail address of the person who gets the membership.")
    membership_gift_name = fields.Char("Name of the receiver")
    membership_gift_message = fields.Text("Message to the receiver")

    @api.depends("product_id")
    def _compute_sells_membership(self):
        products = self.env["loyalty.membership.period"]._get_by_product()
        for line in self:
            line.sells_membership = line.product_id._origin.id in products

    @api.constrains("membership_gift_email", "membership_gift_message")
    def _check_gift(self):
        for line in self:
            if line.membership_gift_email and not email_normalize(line.membership_gift_email):
                raise ValidationError(
                    self.env._("“%s” is no e-mail address. Type in that of the receiver.", line.membership_gift_email)
                )
            if len(line.membership_gift_message or "") > MESSAGE_LENGTH:
                raise ValidationError(self.env._("The message is too long: at most %s letters.", MESSAGE_LENGTH))

    def _get_gift_address(self):
        """The receiver's address; False where the customer keeps the membership, which is so for an own address."""
        email = email_normalize(self.membership_gift_email or "")
        customer = self.order_id.partner_id.sudo()
        own = customer | customer.commercial_partner_id
        return email if email and email not in own.mapped("email_normalized") else False

    def _find_receiver(self):
        """Whose membership it is, as far as known; may be empty (superuser mode)."""
        self.ensure_one()
        club = self.product_id._get_membership_period().plan_id.program_id
        email = self._get_gift_address()
        if not email:
            return club._get_account_partner(self.order_id.partner_id.sudo())
        contacts = self.env["res.partner"].sudo()
        company = self.order_id.company_id
        found = contacts.search([("email_normalized", "=", email), ("company_id", "in", (False, company.id))])
        found = found.sorted(lambda contact: (not contact.user_ids, contact.type != "contact", contact.id))[:1]
        return club._get_account_partner(found) if found else contacts

    def _get_membership_customer(self, period):
        email = self._get_gift_address()
        if not email:
            return super()._get_membership_customer(period)
        return self._find_receiver() or self.env["res.partner"].sudo().create(
            {
                "name": (self.membership_gift_name or "").strip() or email,
                "email": email,
                "lang": self.order_id.partner_id.lang,
                "company_id": self.order_id.partner_id.company_id.id,
            }
        )

    def _get_membership_payer(self):
        return self.order_id.partner_id if self._get_gift_address() else super()._get_membership_payer()

    def _after_membership_sync(self, terms):
        super()._after_membership_sync(terms)
        if terms and self._get_gift_address():
            self._tell_receiver()

    def _tell_receiver(self):
        """A message to whom the membership is for, once for this line."""
        membership = self._get_gift()
        template = self.env.ref("loyalty_club.mail_template_membership_gift", raise_if_not_found=False)
        self.env["loyalty.message"]._queue(
            [
                {
                    "partner_id": membership.partner_id.id,
                    "account_id": membership.card_id.id,
                    "program_id": membership.program_id.id,
                    "company_id": self.company_id.id,
                    "purpose": "membership",
                    "channel": "email",
                    "key": f"gift,{self.id}",
                    "mail_template_id": template and template.id,
                    "res_model": self._name,
                    "res_id": self.id,
                }
            ]
        )

    # --- for the mail ---

    def _get_gift(self):
        """The membership that this line gave (superuser mode)."""
        self.ensure_one()
        return self.membership_term_ids.sudo().membership_id[:1]
