"""Old messages go, and nothing is told twice; who comes first; members who were merged twice."""

from datetime import datetime

from odoo.tests import TransactionCase, tagged

from .communication_case import CommunicationCase
from .message_case import MessageMixin
from .news_case import NewsMixin

MARCH = datetime(2026, 3, 2, 9)
LATER = "2029-06-01 12:00:00"


@tagged("post_install", "-at_install")
class TestMessageCleanUp(NewsMixin, MessageMixin, TransactionCase):
    def clean(self, moment=LATER, limit=1000):
        with self.at(moment):
            done = self.Message._gc_messages(limit)
        self.env.invalidate_all()
        return done

    def queue_old(self, *cards, **values):
        with self.at("2026-03-02 09:00:00"):
            return self.queue(*cards, **values)

    def test_old_ones_go(self):
        self.company.club_message_limit = 0
        message, waiting = self.queue_old(), self.queue_old(key="later", due_at=datetime(2040, 1, 1))
        text = self.queue_old(key="sms", channel="sms")
        self.send()
        mail, sms = message.mail_id, text.sms_id
        self.assertEqual(self.clean("2029-02-28 12:00:00"), (0, False), "not three years old")
        self.assertEqual(self.clean(limit=1), (1, True))
        self.assertEqual(self.clean(), (1, False))
        self.assertFalse((message | text).exists() or mail.exists() or sms.exists())
        self.assertTrue(waiting.exists())
        self.assertTrue(self.Consent.search([("partner_id", "=", self.card.partner_id.id)]), "never removed")

    def test_months_of_the_company(self):
        message = self.queue_old()
        self.send()
        self.company.club_message_months = 0
        self.assertEqual(self.clean("2050-01-01 12:00:00"), (0, False))
        self.company.club_message_months = 1
        self.clean("2026-04-03 12:00:00")
        self.assertFalse(message.exists())

    def test_keys_without_an_end(self):
        messages = self.queue_old(purpose="welcome") | self.queue_old(key="gift,7", purpose="membership")
        self.send()
        self.assertEqual(self.clean(), (0, False))
        self.assertTrue(messages.exists())

    def test_what_may_still_be_told(self):
        """Points that expire are told months ahead, together with those of as many days more."""
        self.company.club_message_months = 1
        message = self.queue_old(purpose="expiring", due_at=MARCH, valid_until=datetime(2026, 6, 1))
        self.send()
        self.clean("2026-09-15 12:00:00")
        self.assertTrue(message.exists())
        self.clean("2026-10-15 12:00:00")
        self.assertFalse(message.exists())

    def test_figures_of_news_and_recalls(self):
        news, recall = self.make_news(self.make_product(), kind="news"), self.make_news(self.make_product())
        for one in (news, recall):
            message = self.queue_old(key=f"news,{one.id}", purpose=one.kind)
            self.env["loyalty.news.recipient"].create(
                {"news_id": one.id, "partner_id": self.card.partner_id.id, "is_told": True, "message_id": message.id}
            )
        self.send()
        self.clean()
        self.assertEqual((news.sent_count, news.waiting_count), (1, 0))
        self.assertFalse(news.recipient_ids.message_id)
        self.assertEqual(recall.recipient_ids.message_state, "sent", "proves that it was told")


@tagged("post_install", "-at_install")
class TestMessageOrder(MessageMixin, TransactionCase):
    def queue(self, *cards, **values):
        return super().queue(*cards, **{"due_at": MARCH, **values})

    def test_the_most_urgent_one_gets_the_place(self):
        self.company.club_message_limit = 1
        news, points, ending = (self.queue(key=purpose, purpose=purpose) for purpose in ("news", "points", "expiring"))
        self.send(limit=1)
        self.assertEqual(self.told(news | points | ending), [("waiting", "limit")] * 2 + [("sent", False)])

    def test_what_belongs_to_a_purchase_goes_first(self):
        others = self.make_reader("Eve"), self.make_reader("Bob")
        self.queue(*others)
        recall = self.queue(purpose="recall", key="recall")
        self.send(limit=1)
        self.assertEqual(self.told(recall), [("sent", False)])

    def test_given_up_because_of_the_limit(self):
        self.company.club_message_limit = 1
        self.queue(key="a")
        message = self.queue(key="b")
        self.send()
        for day, key in (("09", "c"), ("16", "d")):
            self.queue(key=key, purpose="expiring")
            self.send(f"2026-03-{day} 12:00:00")
        self.assertEqual(self.told(message), [("skipped", "over_limit")])
        words = dict(self.Message._fields["reason"]._description_selection(self.env))
        self.assertEqual(words["over_limit"], "Given up: limit of messages")


@tagged("post_install", "-at_install")
class TestMergedTwice(CommunicationCase):
    def test_points_earned_by_who_is_merged_twice(self):
        """A into B into C: told once, to C, whenever the job ran."""
        for told_after in range(3):
            with self.subTest(told_after=told_after), self.env.cr.savepoint() as savepoint:
                mail = self.switch_on("points_earned")
                people = [self.make_partner(name, email=f"{name}@merge.example") for name in "ABC"]
                cards = [self.make_member(self.club, partner_id=person.id) for person in people]
                cards[0]._post_points(10, "accrual")
                for merges in range(3):
                    if merges == told_after:
                        mail._tell_due()
                    if merges < 2:
                        self.merge(people[merges], people[merges + 1])
                mail._tell_due()
                self.env.invalidate_all()
                message = self.Message.search([("key", "=like", f"mail,{mail.id},%")])
                self.assertEqual((len(message), message.account_id, message.partner_id), (1, cards[2], people[2]))
                savepoint.rollback()
                self.env.invalidate_all()
                self.env.registry.clear_cache()

    def merge(self, source, target):
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((source | target).ids, target)
        self.env.invalidate_all()
