"""Buyers at a till, and what they took back."""

from odoo.tests import tagged

from .news_case import NewsMixin
from .till_case import TillCase


@tagged("post_install", "-at_install")
class TestNewsTill(NewsMixin, TillCase):
    def test_till(self):
        ben, guest = self.make_partner("Ben"), self.make_partner("Guest")
        self.sell((self.coffee, 1))
        self.sell((self.coffee, 2), partner=ben)
        given_back = self.sell((self.coffee, 1), partner=guest)
        part = self.env["pos.order"].search([("partner_id", "=", ben.id)])
        self.refund(given_back)
        self.refund(part, {part.lines: 1})
        self.sell((self.cake, 1), partner=self.make_partner("Cake"))
        news = self.make_news(self.coffee)
        self.assertEqual(news.buyer_count, 2)
        buyers = self.send_news(news)
        self.assertEqual(buyers.partner_id, self.member.partner_id | ben)
        mine = buyers.filtered(lambda buyer: buyer.partner_id == self.member.partner_id)
        self.assertEqual((mine.account_id, mine.products), (self.member, self.coffee.display_name))

    def test_only_of_these_tills(self):
        self.sell((self.coffee, 1))
        other = self.config.copy({"name": "Other"})
        self.assertEqual(self.make_news(self.coffee, config_ids=[(6, 0, other.ids)]).buyer_count, 0)
        self.assertEqual(self.make_news(self.coffee, config_ids=[(6, 0, self.config.ids)]).buyer_count, 1)
