"""One member, some entries, and a user of each role."""

from odoo.exceptions import AccessError

from .common import ROLES, ClubCase

LEDGER_MODELS = ("loyalty.ledger.entry", "loyalty.ledger.allocation", "loyalty.reservation")


class AccessCase(ClubCase):
    """Who may read, write, create and delete what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {role: cls.make_user(role) for role in ROLES}
        cls.card = cls.make_member(cls.club)
        cls.entry = cls.card._post_points(100, "accrual")
        cls.debit = cls.card._post_points(-30, "redemption")
        cls.order = cls.make_order(cls.card.partner_id, [(cls.make_product(), 1)])
        cls.reservation = cls.env["loyalty.reservation"].create(
            {
                "card_id": cls.card.id,
                "points": 10,
                "origin_model": "sale.order",
                "origin_id": cls.order.id,
                "expires_at": "2099-01-01 00:00:00",
            }
        )

    def as_user(self, record, role):
        self.env.invalidate_all()
        return record.with_user(self.users[role]).sudo(False)

    def assertDenied(self, function, *args, error=AccessError, **kwargs):  # noqa: N802
        with self.assertRaises(error), self.env.cr.savepoint():
            function(*args, **kwargs)
