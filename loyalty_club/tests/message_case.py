"""What tests of messages share: a member who agreed, a template, and no quiet hours unless a test asks for them."""

from .common import ClubMixin

NOON = "2026-03-02 12:00:00"


class MessageMixin(ClubMixin):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.write({"club_message_limit": 2, "club_quiet_from": 0, "club_quiet_to": 0})
        cls.club = cls.make_club(name="Corner Club", company_id=cls.company.id)
        cls.Message = cls.env["loyalty.message"]
        cls.Message.search([]).unlink()
        cls.Consent = cls.env["loyalty.consent"]
        model = cls.env["ir.model"]._get("loyalty.card")
        cls.template = cls.env["mail.template"].create(
            {
                "name": "News",
                "model_id": model.id,
                "subject": "News for {{ object.partner_id.name }}",
                "body_html": "<p>You have <t t-out='object.points'/> points.</p>",
                "auto_delete": True,
            }
        )
        cls.sms_template = cls.env["sms.template"].create(
            {"name": "News", "model_id": model.id, "body": "Hello {{ object.partner_id.name }}"}
        )
        cls.card = cls.make_reader("Ada")

    @classmethod
    def make_reader(cls, name, agrees=("email", "sms"), **values):
        """The account of a member with an address for each channel, who agreed to ``agrees``."""
        number = 1 + cls.env["res.partner"].search_count([("email", "like", "@reader.example")])
        partner = cls.make_partner(
            name,
            **{
                "email": f"{name}.{number}@reader.example".lower(),
                "phone": f"+32470{number:06}",
                "country_id": cls.env.ref("base.be").id,
                "tz": "UTC",
                "lang": "en_US",
                **values,
            },
        )
        cls.Consent._give(partner, dict.fromkeys(agrees), "staff", cls.company)
        cls.Consent.search([("partner_id", "=", partner.id)]).at = "2026-01-01 00:00:00"
        return cls.make_member(cls.club, partner_id=partner.id)

    def queue(self, *cards, key="news", channel="email", **values):
        """A message to each of these members (by default Ada)."""
        template = {"email": ("mail_template_id", self.template), "sms": ("sms_template_id", self.sms_template)}
        field, record = template[channel]
        return self.Message._queue(
            [
                {
                    "partner_id": card.partner_id.id,
                    "account_id": card.id,
                    "program_id": card.program_id.id,
                    "company_id": self.company.id,
                    "purpose": "news",
                    "channel": channel,
                    "key": f"{key},{card.id}",
                    field: record.id,
                    "res_model": "loyalty.card",
                    "res_id": card.id,
                    **values,
                }
                for card in cards or self.card
            ]
        )

    def send(self, moment=NOON, limit=None):
        """Run the job at a moment (UTC)."""
        with self.at(moment):
            done = self.Message._send_due(limit=limit)
        self.env.invalidate_all()
        return done

    def told(self, messages):
        """[(state, reason)] of messages"""
        return [(message.state, message.reason) for message in messages.sorted("id")]
