"""Who reads what is told to an account that the contacts of a company share: consent is personal."""

from odoo import api, models
from odoo.tools import SQL

from .message import SERVICE

ONE = ("survey",)
"""Purposes that ask for one answer."""


class LoyaltyMessage(models.Model):
    _inherit = "loyalty.message"

    @api.model
    def _address(self, values_list):
        """Messages to the owner of a shared account go to those who agreed: to whoever bought (last, or for the entry
        that it is about), else to all of them. What belongs to a purchase goes to the company, and to whoever bought
        where that has no address. Where nobody can be told the message stays with the company, and the gate says why.

        The first receiver has the message's own key, so asking again tells nobody twice. Two queries at most.

        :param values_list: see ``_queue``
        :return: the same, with a row for each receiver
        """
        shared = self._get_shared(values_list)
        if not shared:
            return values_list
        receivers = self._find_receivers([(number, values_list[number]) for number in shared])
        rows = []
        for number, values in enumerate(values_list):
            chosen = self._choose_receivers(values, receivers.get(number, []))
            rows += [
                {
                    **values,
                    "partner_id": partner_id,
                    "key": f"{values['key']},to,{partner_id}" if more else values["key"],
                }
                for more, partner_id in enumerate(chosen)
            ]
        return rows

    def _get_shared(self, values_list):
        """Numbers of those that are for a company, about an account that its contacts share."""
        account_ids = {values.get("account_id") for values in values_list} - {None, False}
        if not account_ids:
            return []
        self.env["loyalty.card"].flush_model(["partner_id", "program_id"])
        self.env["loyalty.program"].flush_model(["contact_accounts"])
        query = SQL(
            """
            SELECT c.id, c.partner_id FROM loyalty_card c JOIN loyalty_program g ON g.id = c.program_id
              JOIN res_partner p ON p.id = c.partner_id
             WHERE c.id = ANY(%s) AND g.contact_accounts = 'company' AND p.is_company
            """,
            list(account_ids),
        )
        owners = dict(self.env.execute_query(query))
        return [
            number
            for number, values in enumerate(values_list)
            if owners.get(values.get("account_id")) == values["partner_id"] and not values.get("instead_of_id")
        ]

    def _find_receivers(self, numbered):
        """
        :param numbered: [(number, values)]
        :return: {number: [(partner id, whether they bought, whether they agreed, whether this is the company's own
            address)]}, the company itself among them; each address once, of those who have one
        """
        self.env.flush_all()
        rows = [
            SQL("(%s, %s, %s, %s, %s, %s::int)", number, values["account_id"], values["partner_id"], values["channel"],
                values["company_id"], values.get("entry_id") or None)
            for number, values in numbered
        ]  # fmt: skip
        query = SQL(
            """
            SELECT DISTINCT ON (v.number, address.value) v.number, p.id, COALESCE(p.id = actor.id, FALSE) AS has_bought,
                   COALESCE(consent.state = 'given', FALSE) AS agrees,
                   BOOL_OR(p.id = v.owner_id) OVER (PARTITION BY v.number, address.value) AS is_of_owner
              FROM (VALUES %s) v (number, account_id, owner_id, channel, company_id, entry_id)
              JOIN res_partner p ON p.commercial_partner_id = v.owner_id AND p.active
        CROSS JOIN LATERAL (SELECT NULLIF(CASE v.channel WHEN 'email' THEN p.email_normalized ELSE p.phone_sanitized
                                          END, '') AS value) address
         LEFT JOIN LATERAL (
                   SELECT COALESCE(s.partner_id, o.partner_id) AS id FROM loyalty_ledger_entry e
                LEFT JOIN sale_order s ON e.origin_model = 'sale.order' AND s.id = e.origin_id
                LEFT JOIN pos_order o ON e.origin_model = 'pos.order' AND o.id = e.origin_id
                    WHERE e.card_id = v.account_id AND (v.entry_id IS NULL OR e.id = v.entry_id)
                      AND COALESCE(s.partner_id, o.partner_id) IS NOT NULL
                 ORDER BY e.id DESC LIMIT 1) actor ON TRUE
         LEFT JOIN LATERAL (
                   SELECT k.state FROM loyalty_consent k
                    WHERE k.partner_id = p.id AND k.channel = v.channel
                      AND (k.company_id IS NULL OR k.company_id = v.company_id)
                 ORDER BY k.at DESC, k.id DESC LIMIT 1) consent ON TRUE
             WHERE address.value IS NOT NULL
          ORDER BY v.number, address.value, agrees DESC, has_bought DESC, p.id
            """,
            SQL(", ").join(rows),
        )
        found = {}
        for number, *receiver in sorted(self.env.execute_query(query)):
            found.setdefault(number, []).append(receiver)
        return found

    @staticmethod
    def _choose_receivers(values, found):
        """Ids of the partners to tell; the one that the message was for where there is nobody.

        :param found: see ``_find_receivers``
        """
        owner_id = values["partner_id"]
        buyers = [partner_id for partner_id, has_bought, _agrees, _is_of_owner in found if has_bought]
        if values["purpose"] in SERVICE:
            has_address = any(is_of_owner for *_receiver, is_of_owner in found)
            return [owner_id] if has_address or not buyers else buyers
        agreed = [partner_id for partner_id, _has_bought, agrees, _is_of_owner in found if agrees]
        chosen = [partner_id for partner_id in agreed if partner_id in buyers] or agreed or [owner_id]
        return chosen[:1] if values["purpose"] in ONE else chosen
