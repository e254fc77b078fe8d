"""What members claim at home."""

from odoo.tests import HttpCase, tagged

from .activity_case import ActivityMixin


@tagged("post_install", "-at_install")
class TestActivityPortal(ActivityMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.make_club(name="Corner Club", portal_point_name="stars")
        cls.activity = cls.make_activity("social_follow", name="Follow us")
        cls.user = cls.make_user("portal", login="claiming_member")
        cls.card = cls.make_member(cls.club, partner_id=cls.user.partner_id.id)
        cls.other = cls.make_member(cls.club, name="Somebody else")
        cls.Claim = cls.env["loyalty.activity.claim"]

    def post(self, **values):
        self.authenticate("claiming_member", "claiming_member")
        page = self.url_open("/my/club/claims").text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        sending = page.split('name="sending" value="')[1].split('"')[0]
        return self.url_open("/my/club/claims", data={"csrf_token": token, "sending": sending, **values})

    def test_a_second_click_is_the_same_claim(self):
        for sending, number in (("a", 1), ("a", 1), ("b", 2)):
            self.post(activity_id=self.activity.id, note="me", sending=sending)
            self.assertEqual(len(self.claims()), number)
        self.claims().action_accept()
        self.assertEqual(self.points_of(), [10, 10])

    def claims(self, card=None):
        return self.Claim.search([("card_id", "=", (card or self.card).id)])

    def test_a_member_claims(self):
        theirs = self.Claim.create({"activity_id": self.activity.id, "card_id": self.other.id, "note": "secret note"})
        answer = self.post(activity_id=self.activity.id, note="I am @ada", card_id=self.other.id, state="accepted")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual((self.claims().note, self.claims().state), ("I am @ada", "submitted"))
        self.assertEqual(self.claims(self.other), theirs)
        self.assertIn("I am @ada", answer.text)
        self.assertNotIn("secret note", answer.text)
        self.claims().action_refuse("Not you")
        self.assertIn("Not you", self.url_open("/my/club/claims").text)

    def test_contacts_who_share_the_account_of_their_company(self):
        company = self.make_partner("Company", is_company=True)
        colleague = self.make_user("portal", login="claiming_colleague").partner_id
        (self.user.partner_id | colleague).parent_id = company
        self.card.sudo().active = False
        shared = self.make_member(self.club, partner_id=company.id)
        theirs = self.Claim.create({"activity_id": self.activity.id, "card_id": shared.id, "note": "their own words"})
        self.authenticate("claiming_member", "claiming_member")
        self.assertIn("not a member of a club yet", self.url_open("/my/club/claims").text)
        self.club.contact_accounts = "company"
        self.assertIn("/my/club/claims", self.url_open("/my/club").text)
        page = self.post(activity_id=self.activity.id, note="my own words").text
        own = self.claims(shared) - theirs
        self.assertEqual((own.note, own.card_id), ("my own words", shared))
        self.assertIn("my own words", page)
        self.assertNotIn("their own words", page)
        own.action_accept()
        self.assertEqual(shared.points, 10)
        self.authenticate("claiming_colleague", "claiming_colleague")
        page = self.url_open("/my/club/claims").text
        self.assertIn("Accepted", page, "what became of it")
        self.assertNotIn("my own words", page)

    def test_what_is_refused_at_once(self):
        self.assertIn("Write a note", self.post(activity_id=self.activity.id, note=" ").text)
        automatic = self.make_activity("survey_completed")
        self.assertIn("Choose what you did", self.post(activity_id=automatic.id, note="x").text)
        self.activity.tier_ids = self.env["loyalty.tier"].create(
            {"name": "Gold", "program_id": self.club.id, "min_points": 100}
        )
        self.make_activity("social_follow", name="Other")
        self.assertIn("Choose what you did", self.post(activity_id=self.activity.id, note="x").text)
        self.assertFalse(self.claims())

    def test_my_club_leads_there_where_there_is_something_to_claim(self):
        self.authenticate("claiming_member", "claiming_member")
        self.assertIn("/my/club/claims", self.url_open("/my/club").text)
        self.activity.active = False
        self.assertNotIn("/my/club/claims", self.url_open("/my/club").text)
        self.assertIn("nothing to claim", self.url_open("/my/club/claims").text)

    def test_date_of_birth_at_home(self):
        self.authenticate("claiming_member", "claiming_member")
        page = self.url_open("/my/account").text
        self.assertIn('name="birth_date"', page)
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        partner = self.user.partner_id
        country = self.env.ref("base.be")
        self.url_open(
            "/my/address/submit",
            data={
                "csrf_token": token, "partner_id": partner.id, "name": partner.name, "email": "ada@example.com",
                "phone": "+32 470 00 00 00", "street": "Street 1", "city": "Town", "zip": "1000",
                "country_id": country.id, "birth_date": "1990-05-14",
            },
        )  # fmt: skip
        self.assertEqual(str(partner.birth_date), "1990-05-14")

    def test_forged_forms_do_not_fail(self):
        self.assertEqual(self.post(activity_id=self.activity.id, picture="no file").status_code, 200)
        self.assertFalse(self.claims())
        self.assertEqual(self.post(activity_id=self.activity.id, note="a\0b").status_code, 200)
        self.assertEqual(self.claims().note, "ab")
        page = self.url_open("/my/club/claims").text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        values = {"csrf_token": token, "activity_id": self.activity.id}
        answer = self.url_open("/my/club/claims", data=values, files={"note": ("note.txt", b"a file")})
        self.assertEqual((answer.status_code, len(self.claims())), (200, 1))
