"""Joining at the till: one small form, sent once or twice."""

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tools import email_normalize

from ...engine.phones import compact, latin

SIMILAR = 5
"""So many customers with the same phone or e-mail are offered."""


class ResPartner(models.Model):
    _inherit = "res.partner"

    club_enrolment_key = fields.Char(copy=False, readonly=True, groups="base.group_system")

    _club_enrolment_key_uniq = models.UniqueIndex("(club_enrolment_key) WHERE club_enrolment_key IS NOT NULL")

    @api.model
    def enroll_at_till(self, config_id, values):
        """Make a customer a member of the clubs of a till.

        :param dict values: ``key`` of the form (sending it again changes nothing), ``name``, ``phone``, ``email``,
            ``consent`` {email, sms: whether the box was ticked}; optionally ``consent_text`` {email, sms: the words
            beside it, where they were others than those of the till}, ``program_ids`` (by default all clubs of
            the till), ``partner_id`` (a known customer joins), ``force`` (a new customer although phone or e-mail are
            known)
        :return: as ``loyalty.card.load_till_accounts`` with ``successful`` and ``member_number``; or ``successful``
            False, ``problem`` (a sentence) and, where similar customers are known, ``existing`` (their ids)
        :raise AccessError: the user is no cashier of this till
        """
        config = self.env["pos.config"]._open_till(config_id)
        clubs = config._get_clubs()
        chosen = clubs.filtered(lambda club: club.id in (values.get("program_ids") or clubs.ids))
        try:
            if not chosen:
                raise UserError(self.env._("This till has no club to join. Check the settings of the club."))
            partner, similar = self._find_enrolled(config, values), self.browse()
            if not partner:
                details = self._get_enrolment_details(values)
                similar = self.browse() if values.get("force") else self._find_similar(config, details)
                partner = similar or self._create_enrolled(values.get("key"), details)
        except AccessError:
            raise
        except UserError as refusal:
            return {"successful": False, "problem": str(refusal), "existing": []}
        if similar:
            return self._offer_existing(config, similar)
        return self._join_at_till(config, chosen, partner, values)

    def _find_enrolled(self, config, values):
        """Whom the form made before, or the known customer whom it names; may be empty."""
        key = values.get("key")
        known = self.sudo().search([("club_enrolment_key", "=", str(key)[:64])], limit=1) if key else self.sudo()
        partner = self.browse(known.id or int(values.get("partner_id") or 0) or ()).exists()
        partner.check_access("read")
        return partner

    @api.model
    def _get_enrolment_details(self, values):
        """Values of the new customer.

        :raise UserError: says which of them to correct
        """
        name, phone, email = (str(values.get(field) or "").strip()[:200] for field in ("name", "phone", "email"))
        if not name:
            raise UserError(self.env._("Write the name of the new member."))
        if phone and not compact(phone):
            raise UserError(self.env._("“%s” is no telephone number. Write digits only, or leave it empty.", phone))
        if email and not email_normalize(email):
            raise UserError(self.env._("“%s” is no e-mail address. Correct it, or leave it empty.", email))
        return {"name": name, "phone": latin(phone) or False, "email": email_normalize(email) or False}

    @api.model
    def _find_similar(self, config, details):
        """Customers with the same phone or e-mail, whom the cashier may see."""
        ids = self._find_by_phone(details["phone"], config.company_id) if details["phone"] else []
        domain = [("email_normalized", "=", details["email"])] if details["email"] else [("id", "=", False)]
        company = ("company_id", "in", [False, config.company_id.id])
        return self.search(["|", ("id", "in", ids), *domain, company], limit=SIMILAR)

    @api.model
    def _create_enrolled(self, key, details):
        """
        :raise ConcurrencyError: the same form is being saved by another request; Odoo then tries again and finds it
        """
        vals = {**details, "company_id": False, "club_enrolment_key": key and str(key)[:64]}
        try:
            with self.env.cr.savepoint():
                return self.sudo().create(vals).with_env(self.env)
        except psycopg2.errors.UniqueViolation as error:
            raise ConcurrencyError(self.env._("This form was sent twice.")) from error

    def _offer_existing(self, config, similar):
        """The answer when the cashier has to look at customers who are known."""
        return {
            "successful": False,
            "problem": self.env._("There is a customer with this telephone number or e-mail address already."),
            "existing": similar.ids,
            **similar._get_till_partners(config),
        }

    def _join_at_till(self, config, clubs, partner, values):
        Card = self.env["loyalty.card"].with_company(config.company_id)
        accounts = Card.sudo().union(*(club._join(partner.sudo()) for club in clubs))
        ticked, words = values.get("consent") or {}, values.get("consent_text") or {}
        given = {channel: str(words.get(channel) or "")[:2000] for channel in ("email", "sms") if ticked.get(channel)}
        self.env["loyalty.consent"].sudo()._give(partner, given, "till", config.company_id)
        answer = Card._get_till_data(config, partner.with_env(Card.env))
        return {**answer, "successful": True, "member_number": accounts[:1].code}
