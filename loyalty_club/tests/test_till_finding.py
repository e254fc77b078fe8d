from odoo.exceptions import AccessError
from odoo.tests import tagged

from .till_desk_case import DeskCase


@tagged("post_install", "-at_install")
class TestTillFinding(DeskCase):
    """Phone, name, e-mail, member number, card and QR code all lead to the member."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.write({"phone": "+98 912 345 6789", "email": "ada@example.com"})
        cls.card.code = "MEMBER-1001"

    def test_by_what_people_say(self):
        for query in ("Ada", "ada@example.com", "+98 912 345 6789", "MEMBER-1001", "MEMBER-10"):
            with self.subTest(query):
                self.assertIn(self.partner.id, self.search_customers(query))
        self.assertNotIn(self.partner.id, self.search_customers("Somebody else"))
        self.assertNotIn(self.partner.id, self.search_customers("MEMBER-2"))

    def test_a_telephone_number_in_any_spelling(self):
        queries = ("09123456789", "0912 345 67 89", "9123456789", "00989123456789", "+989123456789", "989123456789")
        for query in (*queries, "۰۹۱۲۳۴۵۶۷۸۹", "٠٩١٢ ٣٤٥ ٦٧٨٩", "+۹۸ ۹۱۲ ۳۴۵ ۶۷۸۹"):
            with self.subTest(query):
                self.assertIn(self.partner.id, self.search_customers(query))
        for query in ("09123456780", "+19123456789", "0919123456789"):
            with self.subTest(query):
                self.assertNotIn(self.partner.id, self.search_customers(query))

    def test_a_number_that_is_stored_in_persian_digits(self):
        self.partner.phone = "۰۹۱۲ ۳۴۵-۶۷۸۹"
        for query in ("09123456789", "+98 912 345 6789", "۰۹۱۲۳۴۵۶۷۸۹"):
            with self.subTest(query):
                self.assertIn(self.partner.id, self.search_customers(query))

    def test_the_search_brings_the_numbers_of_who_was_found_by_them(self):
        domain = ["|", ["name", "ilike", "MEMBER-1001%"], ["email", "ilike", "MEMBER-1001%"]]
        found = self.as_cashier("res.partner").get_new_partner(self.till.id, domain, 0)
        self.assertEqual([record["code"] for record in found["loyalty.card"]], ["MEMBER-1001"])

    def test_jokers_are_letters(self):
        self.assertNotIn(self.partner.id, self.search_customers("MEMB__-1001"))

    def test_without_a_query_it_is_stock(self):
        found = self.as_cashier("res.partner").get_new_partner(self.till.id, [], 0)
        self.assertIn("res.partner", found)
        self.assertNotIn("loyalty.card", found)

    def test_scanned(self):
        link = self.card._get_member_url()
        token = link.rpartition("/")[2]
        for code in ("MEMBER-1001", " MEMBER-1001 ", link, f"{link}/", f"{link}?from=receipt", token):
            with self.subTest(code):
                self.assertEqual(self.scan(code)["partner_id"], self.partner.id)
                found = self.as_cashier("loyalty.card").get_loyalty_card_partner_by_code(code)
                self.assertEqual(found.id, self.partner.id)
        self.assertEqual(self.scan("MEMBER-1001")["accounts"], {self.club.id: self.card.id})

    def test_what_is_no_card(self):
        for code in ("MEMBER-1002", "", None, "https://example.com/club/m/guess", "/club/m/", "x" * 900):
            with self.subTest(code):
                self.assertEqual(self.scan(code), {"partner_id": False, "problem": False})
                self.assertFalse(self.as_cashier("loyalty.card").get_loyalty_card_partner_by_code(code))

    def test_merged_accounts_lead_to_their_survivor(self):
        old = self.make_member(self.club, 20, name="Old")
        link, code = old._get_member_url(), old.code
        old._merge_into(self.card)
        for found in (link, code):
            self.assertEqual(self.scan(found)["partner_id"], self.partner.id)
            self.assertIn(self.partner.id, self.search_customers(found))

    def test_archived_accounts_are_refused(self):
        link = self.card._get_member_url()
        self.card.active = False
        for code in (link, "MEMBER-1001"):
            answer = self.scan(code)
            self.assertFalse(answer["partner_id"])
            self.assertIn("no longer in use", answer["problem"])
            self.assertFalse(self.as_cashier("loyalty.card").get_loyalty_card_partner_by_code(code))
            self.assertNotIn(self.partner.id, self.search_customers(code))
            till = self.as_cashier("pos.config").browse(self.till.id)
            answer = till.use_coupon_code(code, str(self.env.cr.now()), False, False)
            self.assertIn("no longer in use", answer["payload"]["error_message"])

    def test_accounts_of_other_companies_are_not_found(self):
        company = self.env["res.company"].create({"name": "Other"})
        foreign = self.make_member(self.make_club(company_id=company.id), 5, name="Far")
        self.assertEqual(self.scan(foreign.code), {"partner_id": False, "problem": False})
        self.assertFalse(self.as_cashier("loyalty.card").get_loyalty_card_partner_by_code(foreign.code))

    def test_the_search_of_others_finds_no_accounts(self):
        """Neither staff without a till nor a cashier of another company reads accounts by the search for customers."""
        company = self.env["res.company"].create({"name": "Other"})
        elsewhere = {"company_id": company.id, "company_ids": [(6, 0, company.ids)]}
        cashier = self.make_user("base.group_user,point_of_sale.group_pos_user", login="elsewhere", **elsewhere)
        seller = self.make_user("salesperson", login="till_seller")
        domain = ["|", ["name", "ilike", f"{self.card.code}%"], ["email", "ilike", f"{self.card.code}%"]]
        for user in (seller, cashier):
            with self.subTest(user.login):
                try:
                    found = self.as_cashier("res.partner", user).get_new_partner(self.till.id, domain, 0)
                except AccessError:
                    continue
                self.assertNotIn("loyalty.card", found)

    def test_a_shared_account_leads_to_the_company(self):
        self.club.contact_accounts = "company"
        company = self.make_partner("Works", is_company=True)
        shared = self.make_member(self.club, 70, partner_id=company.id)
        self.assertEqual(self.scan(shared.code)["partner_id"], company.id)

    def test_a_club_card_is_no_gift_card(self):
        wallet = self.make_stock_program("ewallet")
        card = self.env["loyalty.card"].create({"program_id": wallet.id, "partner_id": self.partner.id, "code": "W-1"})
        self.assertEqual(self.scan(card.code), {"partner_id": False, "problem": False})

    def test_the_scanner_knows_the_address(self):
        nomenclature = self.env.ref("barcodes.default_barcode_nomenclature")
        found = nomenclature.parse_barcode(self.card._get_member_url())
        self.assertEqual((found["type"], found["code"]), ("coupon", self.card._get_member_url()))
