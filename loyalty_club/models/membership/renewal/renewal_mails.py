"""What customers and staff are told about renewals. The gate of messages gets it with the rest of a chunk."""

from odoo import models
from odoo.tools import format_amount, format_date

from ....engine.membership_due import grace_last_day, next_charge
from ....engine.membership_states import GRACE, TRIAL


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    def _mail_reminders(self):
        """The membership renews, or ends, soon."""
        self._mail_customers("mail_template_membership_reminder")

    def _mail_payment_links(self):
        """The next period is invoiced and is to be paid."""
        self._mail_customers("mail_template_membership_payment")

    def _mail_charge_failed(self):
        """The saved means of payment could not be charged."""
        self._mail_customers("mail_template_membership_charge_failed")

    def _mail_renewed(self):
        """The next period is paid."""
        self._mail_customers("mail_template_membership_renewed")

    def _mail_ends(self):
        """The membership is over."""
        self._mail_customers("mail_template_membership_ended")

    def _mail_customers(self, name):
        """A message to each customer, which belongs to the membership; a template that was deleted sends nothing.

        What calls this leaves its own mark that it was done, so the moment makes the key.
        """
        template = self.env.ref(f"loyalty_club.{name}", raise_if_not_found=False)
        if not template or self.env.context.get("loyalty_no_mail"):
            return
        sms = self.env.ref("loyalty_club.sms_template_membership", raise_if_not_found=False)
        self.env["loyalty.message"]._queue(
            [
                {
                    "partner_id": membership.partner_id.id,
                    "account_id": membership.card_id.id,
                    "program_id": membership.program_id.id,
                    "company_id": (membership.company_id or self.env.company).id,
                    "purpose": "membership",
                    "channel": "email",
                    "key": f"{name},{membership.id},{self.env.cr.now():%Y-%m-%d %H:%M:%S.%f}",
                    "mail_template_id": template.id,
                    "sms_template_id": sms and sms.id,
                    "res_model": self._name,
                    "res_id": membership.id,
                }
                for membership in self
            ]
        )

    # --- what the mails say ---

    def _get_mail_words(self):
        """Figures of the mails, as texts in the language of this record's environment.

        :return: dict; dates and the amount as texts, ``renews``, ``trial`` and ``late`` as truth values
        """
        self.ensure_one()
        term, schedule, standing = self._get_open_term(), self.plan_id._get_schedule(), self._get_standing()
        retry = next_charge(standing, schedule, self._get_today()) if self._can_charge() and term else None
        last = grace_last_day(standing, schedule)
        if retry and retry > last:
            retry = None
        return {
            "until": format_date(self.env, self.paid_until),
            "benefits_until": format_date(self.env, max(last, self.paid_until)),
            "amount": format_amount(self.env, self._get_renewal_total(), self.currency_id),
            "means": self.token_id.display_name if self._can_charge() else "",
            "retry_on": format_date(self.env, retry) if retry else "",
            "renews": standing.renews,
            "trial": self.state == TRIAL,
            "late": self.state == GRACE,
            "url": self.get_base_url() + self.access_url,
        }

    def _get_change_mail_words(self):
        """What the mail about a failed charge of a change says, in the language of this record's environment.

        :return: dict of texts
        """
        self.ensure_one()
        move = self._get_unpaid_change()
        url = self.get_base_url() + self.access_url
        if move and move._has_to_be_paid():  # the invoice may be paid, or the change given up, by now
            url = move._get_portal_payment_link()
        return {
            "amount": format_amount(self.env, move.amount_residual, move.currency_id or self.currency_id),
            "means": self.token_id.display_name if self._can_charge() else "",
            "period": (self.change_period_id or self.period_id).display_name,
            "url": url,
        }

    # --- staff ---

    def _tell_staff(self, text):
        """Ask the person who is responsible, or who made the plan, to look at something: an activity."""
        for membership in self:
            user = membership.user_id or membership.plan_id.create_uid
            if not user.active or user.share:
                user = self.env.ref("base.user_admin")
            membership.activity_schedule("mail.mail_activity_data_warning", note=text, user_id=user.id)
