"""Which customers of a file are which of ours."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import islice

from odoo import models
from odoo.tools import SQL

from ...engine.purchase_text import plain_phone

BATCH = 10000
NAMES_SHOWN = 3


@dataclass(eq=False)
class Buyer:
    """One account to be booked on: its customers in the file, and our partner (None: to be created).

    ``new_refs``: {partner: reference} of partners without one who were found by email or phone.
    """

    partner_id: int | None
    customers: list = field(default_factory=list)
    new_refs: dict = field(default_factory=dict)

    @property
    def purchases(self):
        if len(self.customers) == 1:
            return self.customers[0].purchases
        return [purchase for customer in self.customers for purchase in customer.purchases]


@dataclass(frozen=True)
class Found:
    """A partner of ours that may be meant: the account of its purchases is that of ``account_id``."""

    partner_id: int
    account_id: int
    active: bool
    ref: str
    name: str


class LoyaltyImportPurchase(models.Model):
    _inherit = "loyalty.import.purchase"

    def _get_buyers(self, reader):
        """Match the reader's customers with partners, by reference, else by email and phone.

        Rows of customers that fit none or several are added to the reader's rejected ones.

        :return: list of :class:`Buyer`, known ones first, in the order of their partners' ids
        """
        customers = sorted(reader.customers.values(), key=lambda customer: (not customer.ref, not customer.email))
        finder = Finder(self, customers)
        for customer in customers:
            finder.place(customer, reader.rejected)
        buyers = list(finder.buyers)
        buyers.sort(key=lambda buyer: (buyer.partner_id is None, buyer.partner_id or 0))
        return buyers

    def _find_partners(self, column, values):
        """Partners of the club's company by reference or email.

        :return: {value: [Found]}
        """
        found = defaultdict(list)
        values = iter(values)
        while batch := list(islice(values, BATCH)):
            condition = SQL("%s = ANY(%s)", SQL.identifier("p", column), batch)
            if column != "ref":
                condition = SQL("%s AND COALESCE(p.type, 'contact') = 'contact'", condition)
            for value, partner in self._select_partners(SQL.identifier("p", column), condition):
                found[value].append(partner)
        return found

    def _find_by_phone(self, phones, country_code):
        """Partners by phone number, however it is written.

        :return: {number: [Found]}
        """
        if not phones:
            return {}
        found = defaultdict(list)
        digits = SQL("regexp_replace(translate(p.phone, '۰۱۲۳۴۵۶۷۸۹', '0123456789'), '[^0-9]', '', 'g')")
        condition = SQL(
            "p.phone IS NOT NULL AND RIGHT(%s, 6) = ANY(%s) AND COALESCE(p.type, 'contact') = 'contact'",
            digits,
            sorted({phone[-6:] for phone in phones}),
        )
        for text, partner in self._select_partners(SQL("p.phone"), condition):
            found[plain_phone(text, country_code)].append(partner)
        return found

    def _select_partners(self, value, condition):
        """Yield (value, Found) of partners that may be customers of the club's company."""
        self.env["res.partner"].flush_model()
        program = self.program_id
        shared = SQL("c.is_company AND %s", program.contact_accounts == "company")
        companies = program.company_id.ids or self.env.companies.ids
        for row in self.env.execute_query(
            SQL(
                """
                SELECT %s, p.id, CASE WHEN %s THEN c.id ELSE p.id END, p.active, COALESCE(p.ref, ''), p.complete_name
                  FROM res_partner p LEFT JOIN res_partner c ON c.id = p.commercial_partner_id
                 WHERE %s AND (p.company_id IS NULL OR p.company_id = ANY(%s))
              ORDER BY p.id
                """,
                value,
                shared,
                condition,
                companies,
            )
        ):
            yield row[0], Found(*row[1:])


class Finder:
    """Places the customers of a file one after the other: first by reference, then by email, then by phone."""

    def __init__(self, record, customers):
        self.buyers = {}
        self._by_partner, self._by_contact = {}, defaultdict(dict)
        self._by_ref = record._find_partners("ref", [customer.ref for customer in customers if customer.ref])
        others = [c for c in customers if len(_active_first(self._by_ref.get(c.ref, ()))) != 1]
        self._by_email = record._find_partners("email_normalized", sorted({c.email for c in others if c.email}))
        country_code = record._get_country_code()
        self._by_phone = record._find_by_phone({c.phone for c in others if c.phone}, country_code)
        self._claims = self._get_claims(others)

    def _get_claims(self, customers):
        """References of the file for which a partner without reference would be taken."""
        claims = defaultdict(set)
        for customer in customers:
            for partner in self._get_candidates(customer) if customer.ref else ():
                claims[partner.partner_id].add(customer.ref)
        return claims

    def place(self, customer, rejected):
        """Find or make the buyer of a customer, or reject all rows of it."""
        found = self._get_candidates(customer)
        accounts = {partner.account_id for partner in found}
        clash = customer.ref and any(len(self._claims.get(partner.partner_id, ())) > 1 for partner in found)
        in_file = self._get_same_in_file(customer)
        buyers = {id(buyer): buyer for account in accounts if (buyer := self._by_partner.get(account))} | in_file
        strangers = accounts and any(buyer.partner_id not in accounts for buyer in in_file.values())
        if len(accounts) > 1 or clash or len(buyers) > 1 or strangers:
            code, names = ("shared" if clash else "two_customers"), self._get_names(found, in_file)
            rejected.update((purchase.line, (code, names)) for purchase in customer.purchases)
            return
        buyer = next(iter(buyers.values()), None) or Buyer(next(iter(accounts), None))
        if customer.ref and len(found) == 1 and not found[0].ref:
            buyer.new_refs[found[0].partner_id] = customer.ref
        self._add(buyer, customer)

    def _add(self, buyer, customer):
        buyer.customers.append(customer)
        self.buyers.setdefault(buyer)
        if buyer.partner_id:
            self._by_partner[buyer.partner_id] = buyer
        for contact in filter(None, (customer.email, customer.phone)):
            self._by_contact[contact][id(buyer)] = buyer

    def _get_candidates(self, customer):
        """Partners that fit: by reference if there are any, else by email and phone those that fit both, or one."""
        named = _active_first(self._by_ref.get(customer.ref, ()) if customer.ref else ())
        if len(named) == 1:
            return named
        contacts = [self._by_email.get(customer.email, ()), self._by_phone.get(customer.phone, ())]
        contacts = [_active_first(found) for found in contacts]
        if customer.ref and not named:
            contacts = [[partner for partner in found if not partner.ref] for found in contacts]
        both = [partner for partner in contacts[0] if partner in contacts[1]]
        either = both or contacts[0] + contacts[1]
        if named:
            return [partner for partner in named if partner in either] or named
        return list(dict.fromkeys(either))

    def _get_same_in_file(self, customer):
        """Buyers of the file with this email or phone, for a customer that has no reference."""
        if customer.ref:
            return {}
        return self._by_contact.get(customer.email, {}) or self._by_contact.get(customer.phone, {})

    @staticmethod
    def _get_names(found, in_file):
        names = [f"{partner.name} ({partner.ref})" if partner.ref else partner.name or "" for partner in found]
        names += [customer.ref or customer.name for buyer in in_file.values() for customer in buyer.customers]
        return ", ".join(list(dict.fromkeys(filter(None, names)))[:NAMES_SHOWN])


def _active_first(partners):
    """Archived partners count only where no active one fits."""
    return [partner for partner in partners if partner.active] or list(partners)
