from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    """Members as people: their birthday, and a profile that they complete."""

    _inherit = "res.partner"

    birth_date = fields.Date("Date of birth", help="Members may get something for their birthday.")

    _birth_month_day_idx = models.Index(
        "((EXTRACT(MONTH FROM birth_date) * 100 + EXTRACT(DAY FROM birth_date))) WHERE birth_date IS NOT NULL"
    )

    @api.constrains("birth_date")
    def _check_birth_date(self):
        for partner in self.filtered("birth_date"):
            if partner.birth_date > fields.Date.context_today(partner):
                raise ValidationError(self.env._("A date of birth cannot be in the future."))

    def _get_frontend_writable_fields(self):
        return super()._get_frontend_writable_fields() | {"birth_date"}

    def write(self, vals):
        result = super().write(vals)
        if "profile_complete" in self.env["loyalty.program"]._get_triggers_in_use():
            self._note_profile_change(vals)
        return result

    def _note_profile_change(self, vals):
        """Members whose profile may be complete now: a field that counts was written."""
        clubs = (
            self.env["loyalty.program"]
            .sudo()
            .search([("program_type", "=", "loyalty"), ("activity_triggers", "like", "profile_complete")])
        )
        if any(vals.keys() & set(club._get_profile_fields()) for club in clubs):
            self.sudo()._record_complete_profiles(self._get_club_accounts("profile_complete"))

    def _record_complete_profiles(self, cards):
        """Pay for complete profiles, once per account.

        :param cards: accounts of these partners
        """
        events, own = [], set(self.ids)
        for card in cards.filtered(lambda card: card.partner_id.id in own):
            names = card.program_id._get_profile_fields()
            if names and all(card.partner_id[name] for name in names):
                events.append({"card_id": card.id, "trigger": "profile_complete", "key": "profile_complete"})
        if events:
            self.env["loyalty.card"].sudo()._record_activities(events)

    # --- from partners to accounts ---

    def _get_own_accounts(self):
        """The accounts of this partner in all clubs, or of the company that shares its own. Superuser mode."""
        self.ensure_one()
        partner = self.sudo()
        accounts = self.env["loyalty.card"].sudo().search_fetch(
            [("is_club", "=", True), ("partner_id", "in", (partner | partner.commercial_partner_id).ids)]
        )  # fmt: skip
        return accounts.filtered(lambda card: card.partner_id == card.program_id._get_account_partner(partner))

    def _get_club_accounts(self, trigger):
        """Accounts of these partners in clubs that pay for ``trigger``; a contact of a company stands for its account
        where contacts share it. Superuser mode.
        """
        return self.env["loyalty.card"].union(*self._get_accounts_by_partner(trigger).values())

    def _get_accounts_by_partner(self, trigger):
        """{partner: accounts} (see :meth:`_get_club_accounts`)"""
        own, contacts = {partner.id: partner for partner in self.sudo()}, defaultdict(self.sudo().browse)
        for partner in self.sudo():
            if partner.commercial_partner_id.is_company:
                contacts[partner.commercial_partner_id.id] |= partner
        cards = (
            self.env["loyalty.card"].sudo().search([("is_club", "=", True), ("partner_id", "in", [*own, *contacts])])
        )
        by_partner = defaultdict(cards.browse)
        for card in cards:
            if trigger not in card.program_id._get_activity_triggers():
                continue
            is_shared = card.program_id.contact_accounts == "company" and card.partner_id.id in contacts
            partners = contacts[card.partner_id.id] if is_shared else own.get(card.partner_id.id, ())
            for partner in partners:
                by_partner[partner] |= card
        return dict(by_partner)

    @api.model
    def _record_partner_activities(self, trigger, events):
        """Record what partners did on their accounts of every club that pays for it.

        :param list events: (partner, values of ``loyalty.card._record_activities`` without account and trigger;
            ``company``: only clubs of this company, and those of all)
        """
        if trigger not in self.env["loyalty.program"]._get_triggers_in_use():
            return
        partners = self.union(*(partner for partner, _values in events)) if events else self
        accounts = partners._get_accounts_by_partner(trigger)
        found = []
        for partner, values in events:
            company = values.pop("company", None)
            for card in accounts.get(partner.sudo(), ()):
                if not company or not card.company_id or card.company_id in company.sudo().parent_ids:
                    found.append({"card_id": card.id, "trigger": trigger, **values})
        self.env["loyalty.card"].sudo()._record_activities(found)
