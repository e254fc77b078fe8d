"""What tests of communications share: a club, its communications, and what was asked of the gate."""

from .sale_case import SaleCase


class CommunicationCase(SaleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Mail = cls.env["loyalty.mail"]
        cls.Message = cls.env["loyalty.message"]

    def switch_on(self, trigger, **values):
        return self.Mail.create({"program_id": self.club.id, "trigger": trigger, **values})

    def tell(self, mail=None, now=None):
        """Run the job's work; the messages that were made by it."""
        before = self.Message.search([])
        (mail or self.Mail)._tell_due(now)
        self.env.invalidate_all()
        return self.Message.search([], order="id") - before

    def tell_at(self, moment, mail=None):
        with self.at(moment):
            return self.tell(mail)

    def member_at(self, moment, name="Ben", **values):
        """A member who joined at that moment."""
        with self.at(moment):
            return self.make_member(self.club, name=name, **values)
