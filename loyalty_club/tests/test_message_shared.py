"""Accounts that the contacts of a company share: consent is personal."""

from odoo.tests import TransactionCase, tagged

from .message_case import MessageMixin
from .sale_events import SaleEvents

LATER = "2030-01-01 12:00:00"


@tagged("post_install", "-at_install")
class TestSharedAccounts(SaleEvents, MessageMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.contact_accounts = "company"
        cls.firm = cls.make_partner("Firm", is_company=True, email="info@firm.example", tz="UTC")
        cls.account = cls.make_member(cls.club, partner_id=cls.firm.id)
        cls.people = {name: cls.make_person(name) for name in ("Ann", "Ben", "Cleo")}

    @classmethod
    def make_person(cls, name, agrees=True, **values):
        person = cls.make_partner(
            name, parent_id=cls.firm.id, tz="UTC", **{"email": f"{name}@firm.example".lower(), **values}
        )
        if agrees:
            cls.Consent._give(person, {"email": None}, "staff", cls.company)
        return person

    def get_names(self, messages):
        return sorted(messages.partner_id.mapped("name"))

    def buy(self, name):
        return self.make_sale(self.people[name], [(self.make_product(10.0), 1)])

    def test_all_who_agreed(self):
        self.Consent._withdraw(self.people["Ben"], ["email"], "portal", self.company)
        self.make_person("Mute", email=False)
        messages = self.queue(self.account)
        self.assertEqual(self.get_names(messages), ["Ann", "Cleo"])
        self.assertFalse(self.queue(self.account), "once, whoever asks again")
        self.send(LATER)
        self.assertEqual(self.told(messages), [("sent", False)] * 2)
        self.assertEqual(messages.account_id, self.account)

    def test_who_bought_comes_first(self):
        self.buy("Ann")
        first = self.account.ledger_ids
        self.buy("Ben")
        self.assertEqual(self.get_names(self.queue(self.account)), ["Ben"])
        self.assertEqual(self.get_names(self.queue(self.account, key="ann", entry_id=first.id)), ["Ann"])
        self.Consent._withdraw(self.people["Ben"], ["email"], "portal", self.company)
        self.assertEqual(self.get_names(self.queue(self.account, key="other")), ["Ann", "Cleo"])

    def test_one_answer_is_enough(self):
        self.assertEqual(len(self.queue(self.account, purpose="survey")), 1)

    def test_what_belongs_to_a_purchase(self):
        self.buy("Ben")
        self.assertEqual(self.queue(self.account, purpose="membership").partner_id, self.firm)
        self.firm.email = self.people["Ann"].email
        shared = self.queue(self.account, purpose="membership", key="shared")
        self.assertEqual(shared.partner_id, self.firm, "also where a colleague reads the company's address")
        self.firm.email = False
        self.assertEqual(self.get_names(self.queue(self.account, purpose="membership", key="two")), ["Ben"])

    def test_nobody_agreed(self):
        for person in self.people.values():
            self.Consent._withdraw(person, ["email"], "portal", self.company)
        message = self.queue(self.account)
        self.send(LATER)
        self.assertEqual((message.partner_id, message.reason), (self.firm, "no_consent"))

    def test_one_address_once(self):
        """The company agreed by an address that a colleague reads, too."""
        self.Consent._give(self.firm, {"email": None}, "staff", self.company)
        self.make_person("Dan", email="INFO@firm.example")
        self.assertEqual(self.get_names(self.queue(self.account)), ["Ann", "Ben", "Cleo", "Firm"])

    def test_own_accounts_stay(self):
        self.club.contact_accounts = "contact"
        self.assertEqual(self.queue(self.account).partner_id, self.firm)

    def test_points_earned(self):
        """From the order to the mail of whoever ordered."""
        mail = self.env["loyalty.mail"].create({"program_id": self.club.id, "trigger": "points_earned"})
        self.env["loyalty.rule"].create(
            {"program_id": self.club.id, "reward_point_mode": "money", "reward_point_amount": 1, "minimum_qty": 0}
        )
        for name in ("Ann", "Ben"):
            self.buy(name)
        mail._tell_due()
        messages = self.Message.search([("key", "=like", f"mail,{mail.id},%")])
        self.assertEqual(self.get_names(messages), ["Ann", "Ben"])
        mail._tell_due()
        self.assertEqual(self.Message.search_count([("key", "=like", f"mail,{mail.id},%")]), 2)
        self.send(LATER)
        self.assertFalse(messages.filtered(lambda message: message.reason == "no_consent"))

    def test_company_that_writes_in_a_club_of_all(self):
        there = self.env["res.company"].create({"name": "There"})
        self.club.company_id = False
        self.Consent._give(self.people["Ann"], {"email": None}, "staff", there)
        self.Consent.search(
            [("partner_id", "=", self.people["Ann"].id), ("company_id", "=", there.id)]
        ).at = self.env.cr.now().replace(microsecond=0)
        companies = self.account._get_message_companies("email")
        self.assertEqual(companies[self.account.id], there.id)

    def test_number_of_queries(self):
        firms = [self.make_partner(f"Firm {number}", is_company=True) for number in range(6)]
        accounts = self.env["loyalty.card"].union(*(self.make_member(self.club, partner_id=firm.id) for firm in firms))
        accounts.mapped("partner_id.name")
        self.queue(*accounts[:2], key="warm")
        one = self.count_queries(lambda: self.queue(accounts[2]))
        many = self.count_queries(lambda: self.queue(*accounts[3:]))
        self.assertEqual(one, many)
