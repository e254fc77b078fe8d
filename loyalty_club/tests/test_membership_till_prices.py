"""Paid memberships at the till: what it reads, and what the server makes of it."""

from odoo.fields import Command
from odoo.tests import tagged

from .membership_case import MembershipMixin
from .till_case import TillCase
from .till_desk_case import DeskCase


@tagged("post_install", "-at_install")
class TestMembershipTill(MembershipMixin, DeskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.point_multiplier = 2

    def test_what_a_till_reads(self):
        self.assertEqual(self.status(self.partner)["plans"], [])
        membership = self.start(self.partner)
        plan = {"name": "Plus", "multiplier": "2.0", "until": membership.runs_until.isoformat()}
        answer = self.load(self.partner)
        self.assertEqual(answer["loyalty.card"][0]["till_status"]["plans"], [plan])
        self.assertEqual(answer["plans"], {self.club.id: [plan]})
        membership._end("staff", "Test")
        answer = self.load(self.partner)
        self.assertEqual((answer["loyalty.card"][0]["till_status"]["plans"], answer["plans"]), ([], {}))

    def test_a_contact_that_shares_the_account(self):
        self.club.contact_accounts = "company"
        company = self.make_partner("Company", is_company=True)
        contact = self.make_partner("Contact", parent_id=company.id)
        self.start(contact)
        answer = self.load(contact)
        self.assertEqual([plan["name"] for plan in answer["plans"][self.club.id]], ["Plus"])
        self.assertEqual(answer["loyalty.card"][0]["till_status"]["plans"], [], "not of everybody in the company")

    def test_price_lists(self):
        self.env["res.config.settings"].create({"group_product_pricelist": True}).execute()
        item = {"compute_price": "percentage", "percent_price": 10, "applied_on": "3_global"}
        currency = self.till.currency_id
        values = {"name": "Plus prices", "currency_id": currency.id, "item_ids": [Command.create(item)]}
        self.plan.pricelist_id = self.env["product.pricelist"].create(values)
        self.assertIn(self.plan.pricelist_id, self.till._get_available_pricelists())
        self.start(self.partner)
        [row] = [row for row in self.load()["res.partner"] if row["id"] == self.partner.id]
        self.assertEqual(row["property_product_pricelist"], self.plan.pricelist_id.id)

    def test_the_same_number_of_queries_for_many(self):
        partners = self.env["res.partner"].union(*(self.make_partner(f"Member {number}") for number in range(9)))
        cards = self.Card.union(*(self.start(partner).card_id for partner in partners))

        def count(some):
            return self.count_queries(some.mapped, "till_status")

        count(cards[:1])
        self.assertEqual(count(cards[1:3]), count(cards[3:]))


@tagged("post_install", "-at_install")
class TestMembershipSold(MembershipMixin, TillCase):
    """Orders of members: the server multiplies for itself."""

    def test_points(self):
        self.plan.point_multiplier = 2
        membership = self.start(self.member.partner_id)
        order = self.sell((self.coffee, 1), claim=self.claimed(20))
        self.assertEqual(self.member.points, 20)
        self.assertEqual(self.differences(order), [])
        result = order.club_results["clubs"][str(self.club.id)]
        self.assertEqual(result["situation"]["plan"], self.plan.id)
        membership._end("staff", "Test")
        later = self.sell((self.coffee, 1), claim=self.claimed(20, offline=True))
        self.assertEqual(self.member.points, 30)
        self.assertEqual([row[2:] for row in self.differences(later)], [(20, 10)])
        self.refund(order)
        self.assertEqual(self.member.points, 10, "what it was bought with is taken back")

    def test_of_several_memberships_the_better_one(self):
        self.plan.point_multiplier = 2
        more = self.make_plan(name="More", sequence=99, point_multiplier=3)
        self.start(self.member.partner_id)
        self.start(self.member.partner_id, self.make_period(more, 5))
        order = self.sell((self.coffee, 1), claim=self.claimed(30))
        self.assertEqual((self.member.points, self.differences(order)), (30, []))
        self.assertEqual(order.club_results["clubs"][str(self.club.id)]["situation"]["plan"], more.id)
