"""Members among the customers of a till."""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.phones import SEPARATORS, latin, spellings

CODE_LENGTH = 5
"""So much of a member number must be typed before it is looked for."""

MOST_CUSTOMERS = 50
"""So many customers with the same telephone number are looked at."""


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def get_new_partner(self, config_id, domain, offset):
        """The till's search for customers also finds members by their number, by what is scanned, and by the telephone
        number in any spelling."""
        query = self._get_till_query(domain)
        if not query or not self.env["pos.config"]._is_cashier():
            return super().get_new_partner(config_id, domain, offset)
        config = self.env["pos.config"]._open_till(config_id)
        cards = self._find_cards_by_query(config, query)
        found = set(cards.partner_id.ids) | set(self._find_by_phone(query, config.company_id))
        extended = Domain(domain)
        if latin(query) != query and len(query) > 2:
            extended |= Domain("phone_mobile_search", "ilike", f"{latin(query)}%")
        if found:
            extended |= Domain("id", "in", list(found))
        result = super().get_new_partner(config_id, list(extended), offset)
        if cards:
            result["loyalty.card"] = cards._read_for_till(config)
        return result

    @api.model
    def _get_till_query(self, domain):
        """What was typed into the till's search, out of the domain that the till made of it; False: nothing."""
        for leaf in domain:
            if isinstance(leaf, list | tuple) and len(leaf) == 3 and leaf[:2] == type(leaf)(("name", "ilike")):
                return str(leaf[2]).removesuffix("%").strip()
        return False

    @api.model
    def _find_cards_by_query(self, config, query):
        """Accounts in the till's clubs whose number begins with ``query``, or whose QR code it is (superuser mode)."""
        Card = self.env["loyalty.card"]
        if len(query) < CODE_LENGTH:
            return Card.sudo()
        scanned = Card._find_till_account(query)
        if scanned:
            return scanned.filtered(lambda card: card._is_of_till(config) and not card._get_scan_problem())
        domain = [
            ("code", "=like", f"{_escaped(latin(query))}%"),
            ("is_club", "=", True),
            ("program_id", "in", config._get_clubs().ids),
        ]
        found = Card.sudo().search(domain, limit=20)
        return found.filtered(lambda card: card.partner_id and card._is_of_till(config))

    @api.model
    def _find_by_phone(self, number, company, limit=MOST_CUSTOMERS):
        """Customers with this telephone number, however it is written.

        :param company: whose country numbers without a country code belong to
        :param int limit: so many at most; None: all of them
        :return: list of ids, not looked at for access
        """
        written = spellings(number, str(company.country_id.phone_code or ""))
        if not written:
            return []
        self.flush_model(["phone"])
        rows = self.env.execute_query(
            SQL(  # as the index of stock is written; sorted here, so that no other index looks better
                """
                SELECT id FROM res_partner
                 WHERE phone IS NOT NULL AND regexp_replace((phone::text), %s::text, ''::text, 'g'::text) = ANY(%s)
                """,
                SEPARATORS,
                written,
            )
        )
        return sorted(row[0] for row in rows)[:limit]

    def _get_till_partners(self, config):
        """These customers as the till loads them, with what they refer to: {model: records}."""
        return {
            "res.partner": self._load_pos_data_read(self, config),
            "account.fiscal.position": self.env["account.fiscal.position"]._load_pos_data_read(
                self.fiscal_position_id, config
            ),
        }


def _escaped(text):
    """``text`` as LIKE takes it literally."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
