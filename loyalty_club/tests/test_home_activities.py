"""What members can still do for points."""

from odoo.fields import Command
from odoo.tests import tagged

from .activity_case import ActivityMixin
from .common import ClubCase


@tagged("post_install", "-at_install")
class TestHomeActivities(ActivityMixin, ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.make_user("portal", login="doing_member", email="ada@example.com")
        cls.partner = cls.user.partner_id
        cls.card = cls.make_member(cls.club, partner_id=cls.partner.id)

    def open_activities(self):
        self.env.invalidate_all()
        return self.card.with_user(self.user).sudo()._get_open_activities()

    def urls(self):
        return [open_activity["url"] for open_activity in self.open_activities()]

    def test_profile(self):
        self.club.profile_field_ids = self.env["ir.model.fields"].search(
            [("model", "=", "res.partner"), ("name", "in", ("city", "street"))]
        )
        self.make_activity("profile_complete", name="Complete your profile")
        found = self.open_activities()
        self.assertEqual([(item["title"], item["url"]) for item in found], [("Complete your profile", "/my/account")])
        self.assertIn("City", found[0]["hint"])
        self.partner.write({"city": "Town", "street": "Street"})
        self.assertEqual(self.urls(), [])
        self.partner.city = False
        self.assertEqual(self.urls(), [], "paid once")

    def test_birthday(self):
        self.make_activity("birthday")
        self.assertEqual(self.urls(), ["/my/account"])
        self.partner.birth_date = "1990-01-01"
        self.assertEqual(self.urls(), [])

    def test_first_purchase(self):
        self.make_activity("first_purchase")
        self.assertEqual(self.urls(), ["/shop"])
        self.make_sale(self.partner, [(self.make_product(), 1)])
        self.assertEqual(self.urls(), [])

    def test_surveys(self):
        surveys = self.env["survey.survey"].create(
            [
                {"title": title, "access_mode": access}
                for title, access in (("Your wishes", "public"), ("Our shop", "public"), ("By invitation", "token"))
            ]
        )
        self.make_activity("survey_completed", survey_ids=[Command.set(surveys.ids)])
        found = self.open_activities()
        self.assertEqual([item["title"] for item in found], ["Your wishes", "Our shop"])
        self.assertIn(surveys[0].get_start_url(), found[0]["url"])
        answer = surveys[0]._create_answer(partner=self.partner)
        answer._mark_done()
        self.assertEqual([item["title"] for item in self.open_activities()], ["Our shop"])

    def test_a_rule_for_all_surveys_names_none(self):
        self.env["survey.survey"].create({"title": "Somebody's survey", "access_mode": "public"})
        self.make_activity("survey_completed")
        self.assertEqual(self.urls(), [])

    def test_reviews(self):
        self.make_activity("product_review")
        self.assertEqual(self.urls(), [])
        lamp, mug = (self.make_product(name=name, is_published=True) for name in ("Lamp", "Mug"))
        self.make_sale(self.partner, [(lamp, 1), (mug, 1)])
        self.assertEqual([item["hint"] for item in self.open_activities()], ["Mug"])
        self.review(mug)
        self.assertEqual([item["hint"] for item in self.open_activities()], ["Lamp"])
        self.review(lamp)
        self.assertEqual(self.urls(), [])

    def test_reviews_of_what_was_bought_at_a_till(self):
        self.make_activity("product_review")
        lamp, mug, hidden = (
            self.make_product(name=name, is_published=name != "Secret") for name in ("Lamp", "Mug", "Secret")
        )
        self.make_sale(self.partner, [(lamp, 1)])
        config = self.env["pos.config"].create({"name": "Till"})
        config.open_ui()
        for number, (product, state) in enumerate([(mug, "paid"), (hidden, "paid"), (lamp, "draft")]):
            line = {"product_id": product.id, "qty": 1, "price_unit": 5, "price_subtotal": 5, "price_subtotal_incl": 5}
            amounts = {"amount_total": 5, "amount_tax": 0, "amount_paid": 5, "amount_return": 0}
            order = self.env["pos.order"].create(
                {
                    "session_id": config.current_session_id.id,
                    "partner_id": self.partner.id,
                    "date_order": self.days_from_now(number + 1),
                    "lines": [Command.create(line)],
                    **amounts,
                }
            )
            self.env.cr.execute("UPDATE pos_order SET state = %s WHERE id = %s", [state, order.id])
        self.env.invalidate_all()
        self.assertEqual([item["hint"] for item in self.open_activities()], ["Mug"], "the last one of both")
        self.review(mug)
        self.assertEqual([item["hint"] for item in self.open_activities()], ["Lamp"])

    def review(self, product):
        template = product.product_tmpl_id
        self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("product.template"),
                "res_id": template.id,
                "partner_id": self.partner.id,
                "rating": 5,
                "consumed": True,
            }
        )

    def test_newsletter(self):
        self.make_activity("newsletter_optin")
        self.env["mailing.list"].search([]).is_public = False
        self.assertEqual(self.urls(), [])
        self.env["mailing.list"].create({"name": "News", "is_public": True})
        self.assertEqual(self.urls(), ["/my/club/messages"])
        self.env["mailing.contact"].create(
            {"email": "ada@example.com", "list_ids": [Command.link(self.env["mailing.list"].search([], limit=1).id)]}
        )
        self.assertEqual(self.urls(), [])

    def test_check_in_is_a_hint(self):
        self.make_activity("check_in")
        self.assertEqual(
            [(item["url"], item["hint"]) for item in self.open_activities()], [(None, "Scan the code in the shop.")]
        )
        self.card._record_activity("check_in", key="visit")
        self.assertEqual(self.urls(), [], "once a day")

    def test_claims(self):
        activity = self.make_activity("social_follow", limit_count=1)
        self.make_activity("custom")
        self.assertEqual(self.urls(), ["/my/club/claims"])
        claim = self.env["loyalty.activity.claim"].create({"activity_id": activity.id, "card_id": self.card.id})
        self.assertEqual(self.urls(), [], "it waits")
        claim.action_refuse("No")
        self.assertEqual(self.urls(), ["/my/club/claims"])
        self.env["loyalty.activity.claim"].create({"activity_id": activity.id, "card_id": self.card.id}).action_accept()
        self.assertEqual(self.urls(), [], "as often as it may be")

    def test_friends(self):
        self.make_activity("referral_purchased")
        self.assertEqual(self.urls(), ["/my/club/friends"])

    def test_invoices_that_can_be_paid_early(self):
        self.make_activity("invoice_paid_early")
        self.assertEqual(self.urls(), [])
        order = self.make_sale(self.partner, [(self.make_product(), 1)])
        invoice = order._create_invoices()
        invoice.invoice_date_due = self.days_from_now(20).date()
        invoice.action_post()
        self.assertEqual(len(self.urls()), 1)

    def test_for_whom_it_is(self):
        activity = self.make_activity("referral_joined")
        activity.date_to = self.days_from_now(-2).date()
        self.assertEqual(self.urls(), [])
        activity.date_to = False
        activity.tier_ids = self.env["loyalty.tier"].create(
            {"name": "Gold", "program_id": self.club.id, "min_points": 100}
        )
        self.assertEqual(self.urls(), [])
        activity.tier_ids = False
        self.card.membership_state = "suspended"
        self.assertEqual(self.urls(), [])

    def test_colleagues_do_not_complete_the_profile_of_their_company(self):
        self.make_activity("birthday")
        self.make_activity("profile_complete")
        company = self.make_partner("Company", is_company=True)
        self.partner.parent_id = company
        self.club.contact_accounts = "company"
        self.card = self.make_member(self.club, partner_id=company.id)
        self.assertEqual(self.urls(), [])

    def test_queries(self):
        """As many for two activities of each kind as for one."""
        triggers = ("profile_complete", "survey_completed", "product_review", "check_in", "social_follow")
        survey = self.env["survey.survey"].create({"title": "Survey", "access_mode": "public"})
        self.make_sale(self.partner, [(self.make_product(is_published=True), 1)])

        def add():
            for trigger in triggers:
                values = {"survey_ids": [Command.set(survey.ids)]} if trigger == "survey_completed" else {}
                self.make_activity(trigger, limit_count=1, **values)

        add()
        one = self.count()
        add()
        self.assertEqual(self.count(), one)

    def count(self):
        self.open_activities()
        card = self.card.with_user(self.user).sudo()
        return self.count_queries(lambda: self.assertTrue(card._get_open_activities()))
