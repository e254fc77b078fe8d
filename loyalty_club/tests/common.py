"""What tests of the club share: factories of records, a user per role, a clock, and a check of the books.

``ClubMixin`` goes with any Odoo test case; ``ClubCase`` is the one most tests need.
"""

from contextlib import contextmanager
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests.common import TransactionCase, new_test_user

from .ledger_audit import audit
from .query_count import QueryCountMixin

ROLES = {
    "salesperson": "sales_team.group_sale_salesman",
    "sales_manager": "sales_team.group_sale_manager",
    "cashier": "point_of_sale.group_pos_user",
    "club_user": "loyalty_club.group_club_user",
    "manager": "loyalty_club.group_club_manager",
    "auditor": "loyalty_club.group_club_auditor",
    "employee": "base.group_user",
    "portal": "base.group_portal",
}


class ClubMixin(QueryCountMixin):
    """Factories. Each takes field values that override its defaults, and returns the record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "loyalty_no_mail": True})
        cls.env["loyalty.program"].search([]).active = False
        cls.Card = cls.env["loyalty.card"]
        cls.Entry = cls.env["loyalty.ledger.entry"]

    # --- records ---

    @classmethod
    def make_club(cls, **values):
        """A club of 1 point per unit of money, with a reward of 10 off for 100 points, in UTC."""
        return cls.env["loyalty.program"].create(
            {
                "name": "Club",
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "portal_visible": True,
                "tz": "UTC",
                "communication_plan_ids": [Command.clear()],
                "rule_ids": [
                    Command.clear(),
                    Command.create({"reward_point_mode": "money", "reward_point_amount": 1, "minimum_qty": 0}),
                ],
                "reward_ids": [
                    Command.clear(),
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount_mode": "per_order",
                            "discount": 10,
                            "required_points": 100,
                        }
                    ),
                ],
                **values,
            }
        )

    @classmethod
    def make_stock_program(cls, program_type, **values):
        """A program that is no club: gift_card, ewallet, promotion, coupons …"""
        reward = {"reward_type": "discount", "discount_mode": "per_point", "discount": 1, "required_points": 1}
        return cls.env["loyalty.program"].create(
            {
                "name": program_type,
                "program_type": program_type,
                "communication_plan_ids": [Command.clear()],
                "reward_ids": [Command.clear(), Command.create(reward)],
                **values,
            }
        )

    @classmethod
    def make_partner(cls, name="Member", **values):
        return cls.env["res.partner"].create({"name": name, **values})

    @classmethod
    def make_member(cls, club, points=0, **values):
        """An account of a new partner (or of ``partner_id``); ``points`` are posted as an accrual without expiry."""
        if "partner_id" not in values:
            values["partner_id"] = cls.make_partner(values.pop("name", "Member")).id
        card = cls.env["loyalty.card"].create({"program_id": club.id, **values})
        if points:
            card._post_points(points, "accrual", expires_on=None)
        return card

    @classmethod
    def make_product(cls, price=100.0, **values):
        """A service without taxes; ``type="consu"`` for goods that are delivered."""
        return cls.env["product.product"].create(
            {
                "name": "Product",
                "type": "service",
                "list_price": price,
                "taxes_id": [Command.clear()],
                "invoice_policy": "order",
                **values,
            }
        )

    @classmethod
    def make_order(cls, partner, lines, **values):
        """A quotation. ``lines``: (product, quantity) or (product, quantity, price); points are computed."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            **({"price_unit": price[0]} if price else {}),
                        }
                    )
                    for product, quantity, *price in lines
                ],
                **values,
            }
        )
        order._update_programs_and_rewards()
        return order

    @classmethod
    def make_sale(cls, partner, lines, **values):
        """A confirmed order (see :meth:`make_order`)."""
        order = cls.make_order(partner, lines, **values)
        order.action_confirm()
        return order

    @classmethod
    def claim(cls, order, card, reward=None):
        """Put a reward of the club (the first, by default) on the order, paid with points of ``card``."""
        order._update_programs_and_rewards()
        problem = order._apply_program_reward(reward or card.program_id.reward_ids[:1], card)
        if problem:
            raise AssertionError(problem)
        order._update_programs_and_rewards()
        return order.order_line.filtered("is_reward_line")

    @classmethod
    def make_user(cls, role, login=None, **values):
        """A user of one role of ``ROLES``, or with the groups (comma-separated XML ids) given as ``role``."""
        login = login or f"club_{role}"
        return new_test_user(
            cls.env,
            login=login,
            groups=ROLES.get(role, role),
            name=login,
            tz="UTC",
            context={"no_reset_password": True, "mail_create_nolog": True, "tracking_disable": True},
            **values,
        )

    # --- time ---

    @contextmanager
    def at(self, moment):
        """Within, it is ``moment`` (naive UTC, or its text): for the transaction, for Python and for both together."""
        if isinstance(moment, str):
            moment = datetime.fromisoformat(moment)
        cr = self.env.cr
        before = cr._now
        cr._now = moment
        try:
            with freeze_time(moment):
                yield moment
        finally:
            cr._now = before

    def days_from_now(self, days):
        return self.env.cr.now().replace(microsecond=0) + timedelta(days=days)

    # --- checks ---

    def assertLedger(self, *cards):  # noqa: N802
        """The books of all clubs are in order; ``cards`` (by default all) are looked at entry by entry."""
        self.env.flush_all()
        self.assertEqual(self.env["loyalty.program"]._check_ledger(), [])
        ids = [card_id for card in cards for card_id in card._get_family().ids]
        if not cards:
            ids = self.env["loyalty.card"].with_context(active_test=False).search([("is_club", "=", True)]).ids
        self.assertEqual(audit(self.env, ids), [])

    def assertEntries(self, card, expected):  # noqa: N802
        """The account's entries in booking order are ``expected``: tuples of (kind, state, points, remaining), or
        shorter ones."""
        width = len(expected[0]) if expected else 1
        found = [
            (entry.kind, entry.state, entry.points, entry.remaining)[:width]
            for entry in self.env["loyalty.ledger.entry"].search([("card_id", "=", card.id)], order="id")
        ]
        self.assertEqual(found, list(expected))


class ClubCase(ClubMixin, TransactionCase):
    """Tests of models: a transaction that is rolled back, and a club to start with."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.make_club()
