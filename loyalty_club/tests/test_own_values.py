"""What the club notes by itself: neither a context nor a user's own defaults say it."""

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from .feedback_case import FeedbackMixin
from .news_case import NewsMixin

LONG_AGO = "2020-01-01 00:00:00"


@tagged("post_install", "-at_install")
class TestOwnValues(FeedbackMixin, NewsMixin, TransactionCase):
    def forged(self, model, user=None, **values):
        """The model of somebody whose context says these values."""
        context = {f"default_{name}": value for name, value in values.items()}
        return self.env[model].with_user(user or self.boss).with_context(**context)

    def test_budgets_begin_unused(self):
        budgets = self.forged("loyalty.goodwill.budget", used=-1000, month="2020-01-01")
        for values in ({}, {"used": -1000}):
            user = self.make_user("club_user", login=f"clerk{len(values)}")
            budget = budgets.create({"user_id": user.id, "points": 10, **values})
            self.assertEqual((budget.used, budget.month, budget.left), (0, False, 10))

    def test_a_users_own_defaults_say_nothing(self):
        defaults = self.env["ir.default"].with_user(self.boss)
        defaults.set("loyalty.goodwill.budget", "used", -1000, user_id=True)
        budgets = self.env["loyalty.goodwill.budget"].with_user(self.boss)
        self.assertEqual(budgets.create({"user_id": self.clerk.id, "points": 10}).used, 0)

    def test_other_defaults_hold(self):
        budget = self.forged("loyalty.goodwill.budget", points=70, used=5).create({"user_id": self.clerk.id})
        self.assertEqual((budget.points, budget.used), (70, 0))

    def test_news_begin_as_drafts(self):
        product = self.make_product()
        values = {"subject": "Lid", "product_ids": [(6, 0, product.ids)]}
        told = {"state": "sending", "sent_on": LONG_AGO}
        for news in (
            self.forged("loyalty.news", **told).create(values),
            self.env["loyalty.news"].with_user(self.boss).create({**values, **told}),
        ):
            self.assertEqual((news.state, news.sent_on), ("draft", False))
            for name, value in told.items():
                with self.assertRaisesRegex(AccessError, "Send"):
                    news.write({name: value})

    def test_consents_say_who_noted_them(self):
        told = {"source": "portal", "user_id": self.clerk.id}
        values = {"partner_id": self.partner.id, "channel": "email", "at": LONG_AGO}
        consents = self.env["loyalty.consent"].with_user(self.boss)
        for consent in (self.forged("loyalty.consent", **told).create(values), consents.create({**values, **told})):
            self.assertEqual((consent.source, consent.user_id), ("staff", self.boss))
            self.assertEqual(str(consent.at), LONG_AGO, "a paper may be signed before somebody notes it")

    def test_what_is_noted_for_others_takes_nothing_from_their_context(self):
        given = self.forged("loyalty.consent", user=self.clerk, at=LONG_AGO, state="withdrawn", user_id=self.boss.id)
        [consent] = given.sudo()._give(self.partner, {"email": "yes"}, "till", self.env.company)
        self.assertEqual((consent.state, consent.user_id, consent.source), ("given", self.clerk, "till"))
        self.assertGreater(str(consent.at), "2026")

    def test_goodwill_is_not_taken_back_by_a_context(self):
        self.make_budget(100)
        feedback = self.make_feedback()
        window = feedback.with_context(default_taken_back_at=LONG_AGO, default_coupon_id=self.card.id)
        goodwill = self.give(window, 5)
        self.assertEqual((goodwill.taken_back_at, goodwill.coupon_id.id, feedback.goodwill_points), (False, False, 5))

    def test_feedback_begins_with_staff(self):
        told = {"source": "portal", "is_identified": True, "opened_at": LONG_AGO, "key": "survey,1"}
        feedback = self.forged("loyalty.feedback", user=self.clerk, **told).create({"subject": "Wet"})
        self.assertEqual((feedback.source, feedback.key), ("staff", False))
        self.assertGreater(str(feedback.opened_at), "2026")
