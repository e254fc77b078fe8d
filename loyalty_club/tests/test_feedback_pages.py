"""Feedback from the customer account, the member's link and a QR code."""

import re
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.link import throttle
from .feedback_case import FeedbackMixin
from .home_case import HomeCase

PAGE = "/my/club/feedback"
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')


@tagged("post_install", "-at_install")
class TestFeedbackPages(FeedbackMixin, HomeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.make_club(name="Corner Club", portal_point_name="stars", points_rounding=1)
        cls.partner = cls.user.partner_id
        cls.card = cls.make_member(cls.club, partner_id=cls.partner.id)
        cls.card._make_link_tokens()
        cls.place = cls.env["loyalty.feedback.place"].create({"name": "Station", "program_id": cls.club.id})
        cls.env["loyalty.throttle"].search([]).unlink()

    def found(self):
        return self.Feedback.search([("program_id", "=", self.club.id)])

    def fill(self, page, files=(), **values):
        """Fill in the form of a page and send it."""
        csrf = CSRF.search(self.url_open(page).text)[1]
        form = {"csrf_token": csrf, "kind": "complaint", "subject": "Wet", "text": "The book came wet.", **values}
        sent = [("files", file) for file in files]
        answer = self.opener.post(f"{self.base_url()}{page}", data=form, files=sent or None, timeout=120)
        self.env.invalidate_all()
        return answer

    def test_a_member_writes_once(self):
        for sending, number in (("a", 1), ("a", 1), ("b", 2)):
            answer = self.fill(
                PAGE, account=self.card.id, sending=sending, partner_id=1, state="closed", source="staff"
            )
            self.assertEqual((answer.status_code, len(self.found())), (200, number))
        feedback = self.found()[-1:]
        self.assertEqual((feedback.partner_id, feedback.account_id), (self.partner, self.card))
        self.assertEqual((feedback.source, feedback.state, feedback.is_identified), ("portal", "new", True))
        self.assertIn(feedback.number, answer.text)
        self.assertIn(f"{PAGE}/{feedback.id}", answer.text)

    def test_about_an_own_order(self):
        product = self.make_product(name="Wet Book")
        own = self.make_sale(self.partner, [(product, 1)])
        theirs = self.make_sale(self.make_partner("Somebody else"), [(product, 1)])
        page = self.page(PAGE)
        self.assertShows(page, own.name, "Wet Book")
        self.assertHides(page, theirs.name)
        for choice, expected in (
            (f"sale.order,{own.id}", own),
            (f"product.product,{product.id}", product),
            (f"sale.order,{theirs.id}", None),
            ("res.users,2", None),
            ("nonsense", None),
        ):
            with self.subTest(choice):
                self.env["loyalty.throttle"].search([]).unlink()
                self.fill(PAGE, account=self.card.id, about=choice, sending=choice)
                feedback = self.found().sorted("id")[-1:]
                self.assertEqual(feedback.sale_order_id or feedback.product_id or None, expected)

    def test_files(self):
        script = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
        files = [("wet.txt", b"a wet page", "text/plain"), ("x.svg", script, "image/svg+xml")]
        self.fill(PAGE, files, account=self.card.id)
        attachments = self.found().message_ids.attachment_ids
        self.assertEqual(set(attachments.mapped("name")), {"wet.txt", "x.svg"})
        self.assertEqual(set(attachments.mapped("res_model")), {"loyalty.feedback"})
        self.assertEqual(set(attachments.mapped("mimetype")), {"text/plain"})
        self.assertFalse(any(attachments.mapped("public")))

    def test_files_that_are_too_many_or_too_big(self):
        with patch("odoo.addons.loyalty_club.controllers.feedback_form.FILE_BYTES", 10):
            answer = self.fill(PAGE, [("big.txt", b"x" * 11, "text/plain")], account=self.card.id)
        self.assertIn("too big", answer.text)
        self.assertIn("The book came wet.", answer.text, "what was typed is still there")
        answer = self.fill(PAGE, [(f"{n}.txt", b"x", "text/plain") for n in range(6)], account=self.card.id)
        self.assertIn("too many files", answer.text)
        self.assertFalse(self.found())

    def test_as_many_files_as_allowed(self):
        self.fill(PAGE, [(f"{n}.txt", b"x", "text/plain") for n in range(5)], account=self.card.id)
        self.assertEqual(len(self.found().message_ids.attachment_ids), 5)

    def test_going_back_and_writing_something_else(self):
        """The browser shows the same form again, with the same key; no word is lost, and no click counts twice."""
        for text, number in (("Wet", 1), ("Wet", 1), ("And it came late", 2)):
            self.fill(PAGE, account=self.card.id, sending="same form", text=text)
            self.assertEqual(len(self.found()), number)
        self.fill(
            PAGE, [("wet.txt", b"a wet page", "text/plain")], account=self.card.id, sending="same form", text="Wet"
        )
        self.assertEqual(len(self.found()), 3)

    def test_about_a_shop(self):
        other = self.make_club(name="Other Club")
        theirs = self.env["loyalty.feedback.place"].create({"name": "Of another club", "program_id": other.id})
        page = self.page(f"{PAGE}?account={self.card.id}")
        self.assertShows(page, "Station")
        self.assertHides(page, "Of another club")
        for number, (place, expected) in enumerate(((self.place, self.place), (theirs, None))):
            self.fill(PAGE, account=self.card.id, about=f"loyalty.feedback.place,{place.id}", sending=str(number))
            self.assertEqual(self.found().sorted("id")[-1:].place_id or None, expected)

    def test_forms_without_words(self):
        for values in ({"text": " \0 "}, {"kind": "nonsense"}, {"kind": ""}):
            with self.subTest(values):
                self.assertIn("alert-warning", self.fill(PAGE, account=self.card.id, **values).text)
        self.assertFalse(self.found())

    def test_too_much(self):
        for number in range(5):
            self.fill(PAGE, account=self.card.id, sending=str(number))
        answer = self.fill(PAGE, account=self.card.id, sending="one more")
        self.assertEqual((answer.status_code, len(self.found())), (429, 5))
        self.assertIn("The book came wet.", answer.text)
        self.assertEqual(self.fill(PAGE, account=self.card.id, sending="4").status_code, 200, "what is known is known")

    def test_accounts_of_others(self):
        theirs = self.make_member(self.club, name="Somebody else")
        self.fill(PAGE, account=theirs.id)
        self.assertFalse(self.found())

    def test_the_conversation_is_for_whoever_wrote(self):
        own = self.make_feedback(subject="Own words")
        theirs = self.make_feedback(subject="Secret words", partner_id=self.make_partner("Somebody else").id)
        self.assertShows(self.page(f"{PAGE}/{own.id}"), "Own words", own.access_token)
        for path in (f"{PAGE}/{theirs.id}", f"{PAGE}/{theirs.id}?access_token=x", f"{PAGE}/{2**40}", f"{PAGE}/0"):
            with self.subTest(path):
                answer = self.url_open(path)
                self.assertNotIn("Secret words", answer.text)
                self.assertTrue(answer.url.endswith(PAGE), answer.url)
        self.assertHides(self.page(PAGE), "Secret words")
        self.assertShows(self.page(f"{PAGE}/{theirs.id}?access_token={theirs.access_token}"), "Secret words")
        self.authenticate(None, None)
        self.assertHides(self.url_open(f"{PAGE}/{own.id}").text, "Own words")
        self.assertShows(self.url_open(f"{PAGE}/{own.id}?access_token={own.access_token}").text, "Own words")

    def post_message(self, feedback, token, **values):
        return self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": "loyalty.feedback",
                "thread_id": feedback.id,
                "post_data": {
                    "body": "Still wet",
                    "message_type": "comment",
                    "subtype_xmlid": "mail.mt_comment",
                    **values,
                },
                "token": token,
            },
        )

    def test_writing_back(self):
        feedback = self.make_feedback()
        self.answer(feedback)
        self.post_message(feedback, feedback.access_token)
        self.env.invalidate_all()
        self.assertEqual(feedback.message_ids[0].author_id, self.partner)
        self.assertEqual((feedback.state, feedback.waits_for_answer), ("in_work", True))
        theirs = self.make_feedback(partner_id=self.make_partner("Somebody else").id)
        with mute_logger("odoo.http"), self.assertRaises(Exception):  # noqa: B017
            self.post_message(theirs, "guess")
        foreign = self.env["ir.attachment"].create({"name": "secret.txt", "raw": b"secret"})
        with mute_logger("odoo.http"), self.assertRaises(Exception):  # noqa: B017
            self.post_message(feedback, feedback.access_token, attachment_ids=foreign.ids)

    def test_the_conversation_shows_what_was_said(self):
        feedback = self.make_feedback()
        self.answer(feedback, "A dry one is on its way.")
        feedback.with_user(self.clerk).message_post(body="Between us.", subtype_xmlid="mail.mt_note")
        for login in ("home_member", None):
            with self.subTest(login):
                self.authenticate(login, login)
                about = {"thread_model": "loyalty.feedback", "thread_id": feedback.id, "token": feedback.access_token}
                found = self.make_jsonrpc_request("/mail/chatter_fetch", about)["data"]["mail.message"]
                words = " ".join(str(message["body"]) for message in found)
                self.assertShows(words, "The book came wet.", "A dry one is on its way.")
                self.assertHides(words, "Between us.")

    def test_rating_at_home(self):
        feedback = self.make_feedback()
        feedback.write({"state": "closed"})
        token = feedback._get_open_rating().access_token
        self.assertShows(self.page(f"{PAGE}/{feedback.id}"), f"/rate/{token}/5")
        self.authenticate(None, None)
        self.assertEqual(self.url_open(f"/rate/{token}/5").status_code, 200, "the mail leads here without login")

    def test_only_what_is_closed_is_rated(self):
        feedback = self.make_feedback()
        feedback.write({"state": "closed"})
        self.write_back(feedback)
        self.assertHides(self.page(f"{PAGE}/{feedback.id}"), "/rate/")

    def test_without_a_token_nobody_gets_in(self):
        feedback = self.make_feedback(partner_id=self.make_partner("Somebody else").id)
        feedback.access_token = False
        for token in ("-", "", "False"):
            with self.subTest(token):
                self.assertHides(self.page(f"{PAGE}/{feedback.id}?access_token={token}"), "Conversation")

    def test_the_members_link(self):
        self.authenticate(None, None)
        page = f"/club/m/{self.card.link_token}/feedback"
        self.assertIn(page, self.url_open(f"/club/m/{self.card.link_token}").text)
        for _click in range(2):
            answer = self.fill(page, sending="once")
            self.assertIn("Thank you", answer.text)
        feedback = self.found()
        self.assertEqual(len(feedback), 1)
        self.assertEqual((feedback.partner_id, feedback.source, feedback.is_identified), (self.partner, "link", False))
        self.assertNotIn("The book came wet.", self.url_open(page).text, "others may have the address")
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open("/club/m/guess/feedback").status_code, 404)

    def test_a_guest_at_a_place(self):
        self.authenticate(None, None)
        page = f"/club/feedback?shop={self.place.token}"
        self.assertShows(self.url_open(page).text, "Station", "Where may we answer?")
        self.assertIn("Give an e-mail address", self.fill(page, email="nonsense", phone="12").text)
        for _click in range(2):
            answer = self.fill(page, sending="g", name="Grace", email="ada@example.com")
            self.assertIn("Thank you", answer.text)
        feedback = self.found()
        self.assertEqual((len(feedback), feedback.place_id, feedback.source), (1, self.place, "qr"))
        self.assertEqual((feedback.partner_id.id, feedback.account_id.id), (False, False), "anybody can say an address")
        self.assertFalse(feedback.is_identified)
        self.assertNotIn(feedback.access_token, answer.text)
        for shop in ("", "nonsense", "x" * 500):
            self.assertEqual(self.url_open(f"/club/feedback?shop={shop}").status_code, 404)
        self.place.active = False
        self.assertEqual(self.url_open(page).status_code, 404)

    def test_a_member_at_a_place(self):
        page = f"/club/feedback?shop={self.place.token}"
        self.assertHides(self.url_open(page).text, "Where may we answer?")
        self.fill(page)
        self.assertEqual((self.found().partner_id, self.found().account_id), (self.partner, self.card))

    def test_a_customer_of_another_company_at_a_place(self):
        """They are logged in, so no address is asked; what is known of them is written down."""
        company = self.env["res.company"].create({"name": "Other Company"})
        place = self.env["loyalty.feedback.place"].create({"name": "Far away", "company_id": company.id})
        self.partner.company_id = self.env.company
        self.assertIn("Thank you", self.fill(f"/club/feedback?shop={place.token}").text)
        feedback = self.Feedback.search([("place_id", "=", place.id)])
        self.assertEqual((feedback.partner_id.id, feedback.guest_email), (False, "ada@example.com"))

    def test_guests_flood(self):
        self.authenticate(None, None)
        page = f"/club/feedback?shop={self.place.token}"
        with patch.dict(throttle.LIMITS, {"feedback": {"address": ((2, 10),)}}):
            codes = [self.fill(page, phone="0123456789", sending=str(n)).status_code for n in range(4)]
        self.assertEqual((codes, len(self.found())), ([200, 200, 429, 429], 2))

    def test_choices_speak_the_members_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.partner.lang = "fr_FR"
        praise = self.env.ref("loyalty_club.selection__loyalty_feedback__kind__praise")
        praise.with_context(lang="fr_FR").name = "Louange"
        self.assertIn("Louange", self.url_open(f"/club/m/{self.card.link_token}/feedback").text)

    def test_pages_cost_the_same_for_many(self):
        product = self.make_product()
        self.make_sale(self.partner, [(product, 1)])
        self.make_feedback()

        def count():
            return self.count_queries(self.card._get_feedback_choices, self.partner)

        count()
        one = count()
        for _order in range(5):
            self.make_sale(self.partner, [(self.make_product(), 1)])
        self.assertEqual(count(), one)
