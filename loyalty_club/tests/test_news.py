"""News and recalls of products: who bought it, who is reached, once."""

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .home_case import HomeCase
from .news_case import NewsMixin
from .sale_case import SaleCase


@tagged("post_install", "-at_install")
class TestNews(NewsMixin, SaleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.write({"name": "Ada", "email": "ada@example.com"})
        cls.kettle = cls.make_product(30, name="Kettle", type="consu")
        cls.guest = cls.make_partner("Guest", email="guest@example.org")

    def buyers(self, news):
        return set(self.send_news(news).partner_id.mapped("name"))

    def test_members_and_guests(self):
        self.make_sale(self.partner, [(self.kettle, 1)])
        self.make_sale(self.guest, [(self.kettle, 2), (self.service, 1)])
        self.make_sale(self.make_partner("Other"), [(self.service, 1)])
        self.make_order(self.make_partner("Quotation"), [(self.kettle, 1)])
        news = self.make_news(self.kettle)
        self.assertEqual((news.buyer_count, news.address_count, news.reached_count), (2, 2, 2))
        buyers = self.send_news(news)
        self.assertEqual(buyers.partner_id, self.partner | self.guest)
        mine = buyers.filtered(lambda buyer: buyer.partner_id == self.partner)
        self.assertEqual((mine.account_id, mine.products), (self.card, "Kettle"))
        message = mine.message_id
        self.assertEqual((message.purpose, message.is_service, message.channel), ("recall", True, "email"))
        self.assertEqual((message.res_model, message.res_id, message.account_id), (mine._name, mine.id, self.card))
        self.assertEqual(news.state, "sent")

    def test_news_need_consent(self):
        """All buyers are asked for; the gate says who did not agree. The figure says so before."""
        self.make_sale(self.partner, [(self.kettle, 1)])
        self.make_sale(self.guest, [(self.kettle, 1)])
        self.agree(self.partner)
        news = self.make_news(self.kettle, kind="news")
        self.assertEqual((news.buyer_count, news.consent_count, news.reached_count), (2, 1, 1))
        self.env["mail.blacklist"]._add("ada@example.com")
        news.invalidate_recordset()
        self.assertEqual((news.consent_count, news.reached_count), (0, 0))
        buyers = self.send_news(news)
        self.assertEqual(set(buyers.message_id.mapped("purpose")), {"news"})

    def test_consent_that_was_taken_back(self):
        self.make_sale(self.partner, [(self.kettle, 1)])
        self.agree(self.partner)
        self.env["loyalty.consent"]._withdraw(self.partner, ["email"], "staff", self.env.company)
        self.assertEqual(self.make_news(self.kettle, kind="news").reached_count, 0)

    def test_suspended_and_left(self):
        """They stay on the list, with the reason; recalls go to everybody."""
        for state in ("suspended", "left"):
            card = self.make_member(self.club, partner_id=self.make_partner(state, email=f"{state}@example.com").id)
            self.make_sale(card.partner_id, [(self.kettle, 1)])
            self.agree(card.partner_id)
            card.membership_state = state
        news, recall = self.make_news(self.kettle, kind="news"), self.make_news(self.kettle)
        self.assertEqual((news.address_count, news.reached_count, recall.reached_count), (2, 0, 2))
        told = self.send_news(news).message_id | self.send_news(recall).message_id
        told.write({"next_at": "2026-01-01 00:00:00"})
        self.env.company.write({"club_quiet_from": 0, "club_quiet_to": 0})
        self.env["loyalty.message"]._send_due()
        self.env.invalidate_all()
        found = {(buyer.partner_id.name, buyer.message_reason) for buyer in news.recipient_ids}
        self.assertEqual(found, {("suspended", "suspended"), ("left", "left")})
        self.assertEqual((news.skipped_count, recall.sent_count), (2, 2))

    def test_member_of_two_clubs(self):
        """Who has left one of them is still a member of the other."""
        self.agree(self.partner)
        self.make_sale(self.partner, [(self.kettle, 1)])
        other = self.make_member(self.make_club(), partner_id=self.partner.id)
        self.card.membership_state = "left"
        news = self.make_news(self.kettle, kind="news")
        self.assertEqual((news.reached_count, self.send_news(news).account_id), (1, other))

    def test_once_and_no_later_buyers(self):
        self.make_sale(self.partner, [(self.kettle, 1)])
        self.make_sale(self.partner, [(self.kettle, 1)])
        news = self.make_news(self.kettle)
        self.assertEqual(len(self.send_news(news)), 1)
        self.make_sale(self.guest, [(self.kettle, 1)])
        news.action_send()
        news._hand_over()
        self.assertEqual(news.recipient_ids.partner_id, self.partner)
        self.assertEqual(self.env["loyalty.message"].search_count([("key", "=like", f"news,{news.id},%")]), 1)

    def test_what_came_back(self):
        order, kept = self.make_sale(self.partner, [(self.kettle, 1)]), self.make_sale(self.guest, [(self.kettle, 2)])
        self.deliver(order)
        self.deliver(kept)
        for sold in (order, kept):
            self.send_back(sold.picking_ids.filtered(lambda picking: picking.state == "done"), 1)
        news = self.make_news(self.kettle)
        self.assertEqual(self.buyers(news), {"Guest"})

    def test_cancelled(self):
        self.make_sale(self.partner, [(self.kettle, 1)])._action_cancel()
        with self.assertRaisesRegex(UserError, "Nobody bought it"):
            self.make_news(self.kettle).action_send()

    def test_days(self):
        for day, name in (
            ("2026-03-31", "Early"),
            ("2026-04-01", "First"),
            ("2026-04-30", "Last"),
            ("2026-05-01", "Late"),
        ):
            with self.at(f"{day} 12:00:00"):
                self.make_sale(self.make_partner(name), [(self.kettle, 1)])
        news = self.make_news(self.kettle, date_from="2026-04-01", date_to="2026-04-30")
        self.assertEqual(self.buyers(news), {"First", "Last"})
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.make_news(self.kettle, date_from="2026-04-02", date_to="2026-04-01")

    def test_categories_and_teams(self):
        parent = self.env["product.category"].create({"name": "Kitchen"})
        self.kettle.categ_id = self.env["product.category"].create({"name": "Pots", "parent_id": parent.id})
        team, other = self.env["crm.team"].create([{"name": "Shop"}, {"name": "Web"}])
        self.make_sale(self.partner, [(self.kettle, 1)], team_id=team.id)
        self.make_sale(self.guest, [(self.kettle, 1)], team_id=other.id)
        self.kettle.active = False
        news = self.make_news(categ_ids=[(6, 0, parent.ids)], team_ids=[(6, 0, team.ids)])
        self.assertEqual(self.buyers(news), {"Ada"})

    def test_guests_with_one_address(self):
        """Every order of a guest makes a new contact; the member among them is the one who is told."""
        for name in ("Guest 1", "Guest 2"):
            self.make_sale(self.make_partner(name, email="Ada@Example.com"), [(self.kettle, 1)])
        self.make_sale(self.partner, [(self.kettle, 1)])
        for name in ("No address 1", "No address 2"):
            self.make_sale(self.make_partner(name), [(self.kettle, 1)])
        news = self.make_news(self.kettle)
        self.assertEqual((news.buyer_count, news.address_count), (3, 1))
        self.assertEqual(self.buyers(news), {"Ada", "No address 1", "No address 2"})

    def test_archived_contacts(self):
        """Somebody else at the same address is told; nobody is counted who is not."""
        shared, alone = self.make_partner("Old", email="ada@example.com"), self.make_partner("Alone", email="a@b.org")
        self.make_sale(self.partner, [(self.kettle, 1)])
        self.make_sale(shared, [(self.kettle, 1)])
        self.make_sale(alone, [(self.kettle, 1)])
        self.partner.active = alone.active = False
        news = self.make_news(self.kettle)
        self.assertEqual((news.buyer_count, news.address_count), (2, 1))
        self.assertEqual(self.buyers(news), {"Old", "Alone"})

    def test_other_companies(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.make_sale(self.partner, [(self.kettle, 1)])
        news = self.make_news(self.kettle, company_id=company.id)
        self.assertEqual(news.buyer_count, 0)
        user = self.make_user("manager")
        self.assertNotIn(news, self.env["loyalty.news"].with_user(user).search([]))

    def test_what_is_missing(self):
        self.make_sale(self.partner, [(self.kettle, 1)])
        with self.assertRaisesRegex(UserError, "Write the text first"):
            self.make_news(self.kettle, body="<p><br></p>").action_send()
        with self.assertRaisesRegex(UserError, "Write the text message first"):
            self.make_news(self.kettle, channel="sms").action_send()
        with self.assertRaisesRegex(ValidationError, "Choose the products"):
            self.make_news()

    def test_sent_stays(self):
        self.make_sale(self.partner, [(self.kettle, 1)])
        news = self.make_news(self.kettle)
        self.send_news(news)
        with self.assertRaisesRegex(UserError, "stays as it was"):
            news.subject = "Other"
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            news.unlink()
        again = news.copy()
        self.assertEqual((again.state, len(again.recipient_ids)), ("draft", 0))

    def test_stop(self):
        self.make_sale(self.partner, [(self.kettle, 1)])
        news = self.make_news(self.kettle)
        message = self.send_news(news).message_id
        news.action_stop()
        self.assertEqual((news.state, message.state, message.reason), ("stopped", "skipped", "refused"))
        self.assertEqual((news.skipped_count, news.waiting_count), (1, 0))
        with self.assertRaises(UserError):
            news.action_stop()

    def test_stopped_before_all_were_handed_over(self):
        for partner in (self.partner, self.guest):
            self.make_sale(partner, [(self.kettle, 1)])
        news = self.make_news(self.kettle)
        news.action_send()
        news._hand_over(limit=1)
        news.action_stop()
        self.assertEqual((news.skipped_count, news.waiting_count), (2, 0))

    def test_who_may(self):
        self.make_sale(self.partner, [(self.kettle, 1)])
        news = self.make_news(self.kettle)
        for role in ("club_user", "auditor"):
            user = self.make_user(role)
            self.assertEqual(news.with_user(user).buyer_count, 1)
            with self.assertRaises(AccessError):
                news.with_user(user).action_send()
        news.with_user(self.make_user("manager")).action_send()
        self.assertEqual(news.state, "sending")
        with self.assertRaises(AccessError):
            news.recipient_ids.with_user(self.make_user("employee")).read(["partner_id"])

    def test_text_messages(self):
        self.partner.phone = "+32 470 12 34 56"
        self.make_sale(self.partner, [(self.kettle, 1)])
        news = self.make_news(self.kettle, channel="sms", sms_text="Bring the kettle back.")
        message = self.send_news(news).message_id
        self.assertEqual(
            (news.channel, message.channel, message.sms_template_id.name),
            ("sms", "sms", "Club: news and recalls of products"),
        )

    def test_merged_buyers(self):
        self.make_sale(self.partner, [(self.kettle, 1)])
        self.make_sale(self.guest, [(self.kettle, 1)])
        news = self.make_news(self.kettle)
        self.send_news(news)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.partner | self.guest).ids, self.partner)
        self.env.invalidate_all()
        self.assertEqual(news.recipient_ids.partner_id, self.partner)
        self.assertEqual(len(news.recipient_ids), 1)

    def test_as_many_queries_for_fifty(self):
        def count(number):
            for _number in range(number):
                self.make_sale(self.make_partner(), [(self.kettle, 1)])
            return self.count_queries(self.send_news, self.make_news(self.kettle))

        count(1)
        one = count(1)
        self.assertEqual(count(50), one)


@tagged("post_install", "-at_install")
class TestNewsAtHome(NewsMixin, HomeCase):
    def test_block(self):
        kettle = self.make_product(30, name="Kettle")
        self.make_sale(self.partner, [(kettle, 1)])
        other = self.make_news(kettle, subject="Only a draft")
        self.assertHides(self.page(), "About products you bought")
        news = self.make_news(kettle)
        news.action_send()
        self.assertShows(
            self.page(), "About products you bought", "The lid may come off", "Bring it back", "Kettle", "Recall"
        )
        self.assertHides(self.page(), other.subject)
        news.active = False
        self.assertHides(self.page(), "The lid may come off")

    def test_of_others(self):
        kettle = self.make_product(30, name="Kettle")
        self.make_sale(self.make_partner("Somebody else"), [(kettle, 1)])
        self.make_news(kettle).action_send()
        self.assertHides(self.page(), "The lid may come off")
