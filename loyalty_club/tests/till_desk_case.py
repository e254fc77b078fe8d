"""What tests of a till's questions to the server share."""

from odoo.fields import Command

from .common import ClubCase


class DeskCase(ClubCase):
    """A club, a till without stock's chart of accounts, a cashier, and a member with 100 points."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.ir")
        cls.till = cls.env["pos.config"].create({"name": "Desk", "payment_method_ids": [Command.clear()]})
        cls.cashier = cls.make_user("base.group_user,point_of_sale.group_pos_user", login="desk_cashier")
        cls.card = cls.make_member(cls.club, 100, name="Ada")
        cls.partner = cls.card.partner_id

    def as_cashier(self, model, user=None):
        """The model as the cashier (or another user) calls it, with nothing cached."""
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env[model].with_user(user or self.cashier)

    def load(self, partner=None, user=None):
        return self.as_cashier("loyalty.card", user).load_till_accounts(self.till.id, (partner or self.partner).id)

    def status(self, partner=None):
        """The status of the member's only account."""
        [record] = self.load(partner)["loyalty.card"]
        return record["till_status"]

    def scan(self, code):
        return self.as_cashier("loyalty.card").find_till_member(self.till.id, code)

    def search_customers(self, query):
        """Ids that the till's search finds, as its client asks."""
        fields = ["name", "phone_mobile_search", "email", "barcode"]
        domain = [*["|"] * (len(fields) - 1), *([name, "ilike", f"{query}%"] for name in fields)]
        found = self.as_cashier("res.partner").get_new_partner(self.till.id, domain, 0)
        return {partner["id"] for partner in found["res.partner"]}

    def enroll(self, **values):
        return self.as_cashier("res.partner").enroll_at_till(self.till.id, {"key": "form", **values})

    def reserve(self, uuid, points, **basket):
        """``points``: {card: points}"""
        wanted = {str(card.id): amount for card, amount in points.items()}
        return self.as_cashier("pos.order").reserve_club_points(self.till.id, uuid, wanted, basket)

    def load_model(self, model):
        """What opening the till loads of a model, as the cashier: {id: record}."""
        records = self.as_cashier(model)
        config = self.env["pos.config"].with_user(self.cashier).browse(self.till.id)
        data = {"pos.config": [{"id": config.id}], "pos.preset": []}
        return {record["id"]: record for record in records._load_pos_data_search_read(data, config)}
