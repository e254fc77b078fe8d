"""One message that the club wants to send to one person: the gate keeps it until it may be sent, or says why not."""

import secrets
from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

JOB = "loyalty_club.ir_cron_send_messages"
SERVICE = ("recall", "membership", "voucher", "feedback", "account")
"""Purposes of messages that a member cannot refuse, because they belong to what was bought or asked for."""

COLUMNS = (
    "partner_id", "company_id", "purpose", "channel", "key", "account_id", "program_id", "mail_template_id",
    "sms_template_id", "res_model", "res_id", "due_at", "valid_until", "instead_of_id",
)  # fmt: skip


class LoyaltyMessage(models.Model):
    """Kept for ever: the key says that this was told, and the list says what was not sent and why."""

    _name = "loyalty.message"
    _description = "Message to a Member"
    _order = "id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Customer", required=True, readonly=True, ondelete="cascade")
    account_id = fields.Many2one("loyalty.card", readonly=True, ondelete="set null", index="btree_not_null")
    program_id = fields.Many2one(
        "loyalty.program", "Club", readonly=True, ondelete="set null", index="btree_not_null",
        domain=[("program_type", "=", "loyalty")],
    )  # fmt: skip
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    purpose = fields.Selection(
        [
            ("welcome", "Welcome"),
            ("points", "Points"),
            ("expiring", "Points that expire"),
            ("tier", "Tier reached"),
            ("tier_ending", "Tier that ends"),
            ("birthday", "Birthday"),
            ("inactive", "Long time no see"),
            ("survey", "Survey"),
            ("coupon", "Coupon"),
            ("voucher", "Coupon for points"),
            ("news", "News"),
            ("invitation", "Invitation"),
            ("recall", "Recall"),
            ("membership", "Membership"),
            ("feedback", "Answer to feedback"),
            ("account", "Customer account"),
        ],
        required=True,
        readonly=True,
    )
    is_service = fields.Boolean(
        "Belongs to a purchase",
        compute="_compute_is_service",
        store=True,
        help="Sent without consent and not counted in the limit, because it belongs to what the customer bought or "
        "asked for.",
    )
    channel = fields.Selection([("email", "E-mail"), ("sms", "Text message")], required=True, readonly=True)
    state = fields.Selection(
        [("waiting", "Waiting"), ("sent", "Sent"), ("skipped", "Not sent"), ("failed", "Failed")],
        required=True,
        readonly=True,
        default="waiting",
    )
    reason = fields.Selection(
        [
            ("no_consent", "No consent"),
            ("no_address", "No address"),
            ("bounced", "Address does not exist"),
            ("blacklisted", "Unsubscribed from everything"),
            ("limit", "Limit of messages"),
            ("over_limit", "Given up: limit of messages"),
            ("quiet_hours", "Quiet hours"),
            ("too_late", "Too late"),
            ("left", "Left the club"),
            ("merged", "Same message to a merged customer"),
            ("no_template", "Template deleted"),
            ("gone", "Subject deleted or archived"),
            ("refused", "Given up"),
            ("error", "Error in the template"),
            ("undelivered", "Not delivered"),
            ("other_channel", "Told on the other channel"),
        ],
        readonly=True,
        help="Why it was not sent, or why it still waits.",
    )
    detail = fields.Char(readonly=True, help="What the mail server, the provider or the template said.")
    due_at = fields.Datetime("Not before", required=True, readonly=True, default=fields.Datetime.now)
    next_at = fields.Datetime(
        "Next try", required=True, readonly=True, default=fields.Datetime.now, help="When it may be sent at last."
    )
    valid_until = fields.Datetime("Not after", readonly=True)
    sent_at = fields.Datetime("Sent", readonly=True)
    mail_template_id = fields.Many2one("mail.template", readonly=True, ondelete="set null", index="btree_not_null")
    sms_template_id = fields.Many2one("sms.template", readonly=True, ondelete="set null", index="btree_not_null")
    res_model = fields.Char("About (model)", readonly=True)
    res_id = fields.Many2oneReference("About", model_field="res_model", readonly=True)
    key = fields.Char(required=True, readonly=True)
    token = fields.Char(required=True, readonly=True, groups="base.group_system")
    mail_id = fields.Many2one("mail.mail", readonly=True, ondelete="set null", index="btree_not_null")
    sms_id = fields.Many2one("sms.sms", readonly=True, ondelete="set null", index="btree_not_null")

    _key_uniq = models.Constraint("UNIQUE(company_id, key)", "This was told already.")
    _token_uniq = models.Constraint("UNIQUE(token)", "Two messages cannot have the same address.")
    _waiting_idx = models.Index("(next_at, id) WHERE state = 'waiting'")
    _order_idx = models.Index("(is_service DESC, next_at, id) WHERE state = 'waiting'")
    _waiting_partner_idx = models.Index("(partner_id, company_id) WHERE state = 'waiting'")
    _sent_idx = models.Index("(partner_id, company_id, sent_at) WHERE state = 'sent' AND NOT is_service")
    _partner_idx = models.Index("(partner_id, id DESC)")
    _about_idx = models.Index("(res_model, res_id)")

    @api.depends("purpose")
    def _compute_is_service(self):
        for message in self:
            message.is_service = message.purpose in SERVICE

    def _compute_display_name(self):
        purposes = dict(self._fields["purpose"]._description_selection(self.env))
        for message in self:
            message.display_name = f"{purposes[message.purpose]}: {message.partner_id.display_name}"

    # --- asking for a message ---

    @api.model
    def _queue(self, values_list):
        """Put messages before the gate. Nothing is rendered or sent by this; the job does, when it may.

        :param values_list: dicts: ``partner_id``, ``company_id``, ``purpose``, ``channel``, ``key`` (what was told once
            is not told again: unique in the company, for ever), ``mail_template_id`` or ``sms_template_id`` (both where
            a message that belongs to a purchase may take the other channel),
            ``res_model`` and ``res_id`` (what the template is rendered on; a template of ``loyalty.message`` is
            rendered on the message itself, and then they may be left out); optionally ``account_id``, ``program_id``,
            ``due_at`` (naive UTC: not before), ``valid_until`` (naive UTC: pointless from then on), ``entry_id``
            (the ledger entry that it is about)
        :return: the messages that were made (superuser mode), without those whose key was known
        :raise ValueError: no such purpose or channel, or a value is missing
        """
        rows = {}
        for values in self._address(values_list):
            rows.setdefault((values["company_id"], values["key"]), self._prepare_row(values))
        if not rows:
            return self.sudo().browse()
        self.env.flush_all()  # what the rows refer to
        made = self.env.execute_query(
            SQL(
                """
                INSERT INTO loyalty_message (%s, is_service, next_at, state, token, create_uid, create_date, write_uid,
                                             write_date)
                VALUES %s ON CONFLICT (company_id, key) DO NOTHING RETURNING id, next_at
                """,
                SQL(", ").join(SQL.identifier(column) for column in COLUMNS),
                SQL(", ").join(rows.values()),
            )
        )
        if made:
            self._wake_job(min(next_at for _id, next_at in made))
        return self.sudo().browse(message_id for message_id, _at in made)

    def _prepare_row(self, values):
        """A message as a row of SQL, see ``_queue``."""
        for name in ("purpose", "channel"):
            if values.get(name) not in dict(self._fields[name].selection):
                raise ValueError(f"There is no {name} {values.get(name)!r} of messages.")
        if not (values["key"] and values["partner_id"] and values["company_id"]):
            raise ValueError("A message has a key, a customer and a company.")
        now = self.env.cr.now()
        due_at = (values.get("due_at") or now).replace(microsecond=0)
        full = {**dict.fromkeys(COLUMNS), **{name: values.get(name) or None for name in COLUMNS}, "due_at": due_at}
        rest = (values["purpose"] in SERVICE, due_at, "waiting", secrets.token_urlsafe(16))
        uid = self.env.uid
        return SQL("%s", (*(full[name] for name in COLUMNS), *rest, uid, now, uid, now))

    @api.model
    def _wake_job(self, at=None):
        """Have the job look at this moment (naive UTC; by default soon)."""
        job = self.env.ref(JOB, raise_if_not_found=False)
        if job:
            job.sudo()._trigger(max(at, datetime.now()) if at else None)

    @api.model
    def _note_delivery(self, field, items, failure, detail):
        """What the queue says of mails or text messages.

        :param str field: ``mail_id`` or ``sms_id``
        :param items: what was sent, or not
        :param failure: a truth value
        """
        found = self.sudo().search([(field, "in", items.ids), ("state", "in", ("sent", "failed"))])
        if failure:
            found._note_undelivered(str(detail or failure))
        else:
            found._note_delivered()

    # --- the member's side ---

    @api.model
    def _find_by_token(self, token):
        """The message with an address for unsubscribing, in superuser mode; may be empty."""
        if not isinstance(token, str) or not 16 <= len(token) <= 64 or "\0" in token:
            return self.sudo().browse()
        return self.sudo().search([("token", "=", token)], limit=1)

    def _is_subscribed(self):
        """Whether the receiver agrees to messages such as this one."""
        self.ensure_one()
        return self._is_agreed(self.env["loyalty.consent"].sudo()._get_states(self.partner_id, self.company_id))

    def _is_agreed(self, states):
        """Whether the receiver's last word allows this message. Who came through a partner and bought is invited
        without having agreed, until saying no; who invites looks at the purchase.

        :param dict states: see ``loyalty.consent._get_states``
        """
        said = states.get((self.partner_id.id, self.channel, self.company_id.id))
        return said == "given" or (self.purpose == "invitation" and said is None)

    def _unsubscribe(self):
        """The receiver wants no more messages of this company on this channel."""
        self.ensure_one()
        return self.env["loyalty.consent"].sudo()._refuse(self.partner_id, self.channel, "unsubscribe", self.company_id)

    def _get_unsubscribe_url(self):
        """Where the receiver says that there should be no more of these messages."""
        self.ensure_one()
        return f"{self.company_id.get_base_url()}/club/unsubscribe/{self.sudo().token}"

    # --- staff ---

    def action_open_subject(self):
        """Open what the message is about."""
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": self.res_model, "res_id": self.res_id,
                "views": [(False, "form")]}  # fmt: skip

    def action_refuse(self):
        """Give up messages that wait: they will never be sent."""
        self.check_access("read")
        if not self.env.user.has_group("loyalty_club.group_club_manager"):
            raise AccessError(self.env._("Only managers of the club give up messages."))
        self.sudo().filtered(lambda message: message.state == "waiting")._skip("refused")

    def action_try_again(self):
        """Put messages that failed before the gate again: the template was repaired, or the mail server is back. What
        is left of them in Odoo's queues is called off, so nobody gets two.
        """
        self.check_access("read")
        if not self.env.user.has_group("loyalty_club.group_club_manager"):
            raise AccessError(self.env._("Only managers of the club send messages again."))
        failed = self.sudo().filtered(lambda message: message.state == "failed")._leave_other_channel()
        failed.mail_id.filtered(lambda mail: mail.state == "exception").write({"state": "cancel"})
        failed.sms_id.filtered(lambda text: text.state == "error").write({"state": "canceled"})
        now = self.env.cr.now().replace(microsecond=0)
        cleared = dict.fromkeys(("reason", "detail", "sent_at", "mail_id", "mail_ref", "sms_id"), False)
        failed.write({"state": "waiting", "next_at": now, **cleared})
        if failed:
            self._wake_job()
