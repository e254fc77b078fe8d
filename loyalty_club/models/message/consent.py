from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..own_values import leave_out_own, without_defaults

NOTED = {"source", "user_id"}
"""Where a consent came from, and who noted it, is nothing that anybody says."""


class LoyaltyConsent(models.Model):
    """What a customer agreed to, or took back: a record is never changed, the newest of a channel holds."""

    _name = "loyalty.consent"
    _description = "Consent to Messages"
    _order = "at desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Customer", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", index=True, help="Who may send the messages.")
    channel = fields.Selection(
        [("email", "E-mail"), ("sms", "Text message"), ("post", "Letter"), ("call", "Telephone")], required=True
    )
    state = fields.Selection([("given", "Given"), ("withdrawn", "Withdrawn")], required=True, default="given")
    at = fields.Datetime("Since", required=True, default=lambda self: self.env.cr.now().replace(microsecond=0))
    source = fields.Selection(
        [
            ("till", "Till"),
            ("staff", "Staff"),
            ("website", "Website"),
            ("portal", "Customer account"),
            ("unsubscribe", "Link in a message"),
            ("sms", "Text message"),
        ],
        required=True,
        default="staff",
    )
    text = fields.Text("What was agreed to", help="The words that the customer saw.")
    is_current = fields.Boolean(
        "Holds now", compute="_compute_is_current", search="_search_is_current", help="There is no newer record."
    )
    user_id = fields.Many2one("res.users", "Noted by", default=lambda self: self.env.uid, ondelete="set null")

    _current_idx = models.Index("(partner_id, channel, at DESC, id DESC)")

    @api.constrains("at")
    def _check_at(self):
        """One of tomorrow would hold against what the customer takes back today."""
        if any(consent.at > self.env.cr.now() + timedelta(minutes=1) for consent in self):
            raise ValidationError(self.env._("A consent cannot be given in the future. Correct the moment."))

    @api.model_create_multi
    def create(self, vals_list):
        """By hand it is staff who note it; everything else comes through ``_give``, ``_withdraw`` and ``_refuse``."""
        if self.env.su:
            return super(LoyaltyConsent, without_defaults(self)).create(vals_list)
        model, vals_list = leave_out_own(self, vals_list, NOTED)
        return super(LoyaltyConsent, model).create(vals_list)

    def _compute_is_current(self):
        current = self.search([("id", "in", self.ids), ("is_current", "=", True)])
        for consent in self:
            consent.is_current = consent in current

    def _search_is_current(self, operator, _value):
        """Of each channel of a customer the newest record, for each company and for all of them."""
        if operator not in ("in", "not in"):
            return NotImplemented
        newest = SQL(
            """(SELECT c.id FROM loyalty_consent c
                 WHERE NOT EXISTS (SELECT FROM loyalty_consent n
                                    WHERE n.partner_id = c.partner_id AND n.channel = c.channel
                                      AND (n.company_id IS NULL OR n.company_id = c.company_id)
                                      AND (n.at, n.id) > (c.at, c.id)))"""
        )
        return [("id", operator, newest)]

    @api.model
    def _get_text(self, channel, company):
        """The words beside the box, in the language of the reader; False where there is no box."""
        return {
            "email": self.env._("I would like to get messages of %s by e-mail.", company.sudo().name),
            "sms": self.env._("I would like to get text messages of %s.", company.sudo().name),
        }.get(channel, False)

    @api.model
    def _get_current(self, partners, company):
        """The newest record of each channel.

        :return: {(partner, channel): ``loyalty.consent``}
        """
        current = {}
        domain = [("partner_id", "in", partners.ids), ("company_id", "in", [False, company.id])]
        for consent in self.search(domain):
            current.setdefault((consent.partner_id, consent.channel), consent)
        return current

    @api.model
    def _get_given(self, partners, companies):
        """Who may be written to, as the newest record of each channel says.

        :return: set of (partner id, channel, company id)
        """
        return {key for key, state in self._get_states(partners, companies).items() if state == "given"}

    @api.model
    def _get_states(self, partners, companies):
        """What the newest record of each channel says.

        :return: {(partner id, channel, company id): ``given`` or ``withdrawn``}; nothing where nobody said a word
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (c.partner_id, c.channel, company.id)
                       c.partner_id, c.channel, company.id, c.state
                  FROM loyalty_consent c
                  JOIN res_company company ON company.id = c.company_id OR c.company_id IS NULL
                 WHERE c.partner_id = ANY(%s) AND company.id = ANY(%s)
              ORDER BY c.partner_id, c.channel, company.id, c.at DESC, c.id DESC
                """,
                partners.ids,
                companies.ids,
            )
        )
        return {tuple(key): state for *key, state in rows}

    @api.model
    def _lock_customer(self, partners):
        """Of two requests that change the consents of a customer at once one waits, and then starts over with what is
        noted by then, because the row is updated (docs, "Locks").
        """
        ids = sorted(partners.ids)
        self.env.cr.execute("SELECT id FROM res_partner WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [ids])
        self.env.cr.execute("UPDATE res_partner SET id = id WHERE id = ANY(%s)", [ids])

    @api.model
    def _give(self, partner, given, source, company, again=False):
        """Note that a customer agrees to messages; what is given already is not noted again.

        :param dict given: {``channel``: the words that the customer saw; empty: the usual ones}
        :param bool again: note it although it is given already
        :return: the new records
        """
        if not given:
            return self.browse()
        self._lock_customer(partner)
        known = {} if again else self._get_current(partner, company)
        old = {channel for (_partner, channel), consent in known.items() if consent.state == "given"}
        return self.create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "channel": channel,
                    "source": source,
                    "text": text or self._get_text(channel, company),
                }
                for channel, text in given.items()
                if channel not in old
            ]
        )

    @api.model
    def _withdraw(self, partners, channels, source, company):
        """Note that customers want no more messages; only what is given is taken back.

        :param channels: names of channels
        :return: the new records
        """
        self._lock_customer(partners)
        given = [
            (partner, channel, consent)
            for (partner, channel), consent in self._get_current(partners, company).items()
            if consent.state == "given" and channel in channels
        ]
        return self.create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": consent.company_id.id,
                    "channel": channel,
                    "source": source,
                    "state": "withdrawn",
                    "text": consent.text,
                }
                for partner, channel, consent in given
            ]
        )

    @api.model
    def _refuse(self, partner, channel, source, company):
        """Note that a customer wants no such messages, also where nothing was agreed to: what is sent without a consent
        stops then, too.

        :return: the new records
        """
        withdrawn = self._withdraw(partner, [channel], source, company)
        if withdrawn or self._get_current(partner, company).get((partner, channel)):
            return withdrawn
        return self.create(
            {
                "partner_id": partner.id,
                "company_id": company.id,
                "channel": channel,
                "source": source,
                "state": "withdrawn",
            }
        )
