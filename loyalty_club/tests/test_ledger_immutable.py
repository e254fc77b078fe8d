import inspect
from datetime import date, datetime

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestLedgerImmutable(ClubCase):
    """What is booked stays booked, for the superuser's ORM too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.make_member(cls.club)
        cls.entry = cls.card._post_points(100, "accrual", key="k", expires_on=date(2030, 1, 1))
        cls.debit = cls.card._post_points(-40, "redemption")
        cls.allocation = cls.debit.debit_allocation_ids

    def assertRefused(self, function, *args):  # noqa: N802
        with self.assertRaises(UserError), self.env.cr.savepoint():
            function(*args)

    def test_entries_are_not_created_changed_or_deleted(self):
        self.assertTrue(self.env.su)
        self.assertRefused(self.Entry.create, {"card_id": self.card.id, "kind": "accrual", "points": 5})
        for name, value in (
            ("card_id", self.make_member(self.club).id),
            ("points", 5),
            ("kind", "adjustment"),
            ("state", "void"),
            ("key", "other"),
            ("posted_at", datetime(2020, 1, 1)),
            ("origin_id", 1),
            ("remaining", 100),
            ("uncovered", 5),
            ("expires_on", date(2040, 1, 1)),
            ("description", "Rewritten"),
            ("partner_id", False),
        ):
            with self.subTest(field=name):
                self.assertRefused(self.entry.write, {name: value})
                self.assertRefused(setattr, self.entry, name, value)
        self.assertRefused(self.entry.unlink)
        self.assertRefused(self.entry.copy)
        result = self.Entry.load([".id", "description"], [[str(self.entry.id), "Rewritten"]])
        self.assertFalse(result["ids"])
        self.assertTrue(result["messages"])

    def test_allocations_are_not_created_changed_or_deleted(self):
        values = {"credit_id": self.entry.id, "debit_id": self.debit.id, "points": 5}
        self.assertRefused(self.env["loyalty.ledger.allocation"].create, values)
        self.assertRefused(self.allocation.write, {"points": 5})
        self.assertRefused(self.allocation.unlink)
        self.assertRefused(self.allocation.copy)

    def test_not_through_the_account_or_the_club_either(self):
        for record, name in ((self.card, "ledger_ids"), (self.club, "ledger_entry_ids")):
            for command in (
                Command.create({"kind": "accrual", "points": 5}),
                Command.update(self.entry.id, {"points": 5}),
                Command.delete(self.entry.id),
                Command.unlink(self.entry.id),
                Command.clear(),
            ):
                with self.subTest(record=record, command=command):
                    self.assertRefused(record.write, {name: [command]})

    def test_an_account_with_entries_cannot_be_deleted_only_archived(self):
        self.assertRefused(self.card.unlink)
        self.card.active = False
        self.assertEqual(self.card.with_context(active_test=False).ledger_ids, self.debit + self.entry)
        self.make_member(self.club).unlink()

    @mute_logger("odoo.sql_db")
    def test_a_club_with_entries_cannot_be_deleted(self):
        self.club.active = False
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.club.unlink()
        self.assertTrue(self.entry.exists())

    def test_a_deleted_partner_leaves_its_entries_anonymous(self):
        self.card.partner_id.unlink()
        self.env.invalidate_all()
        self.assertRecordValues(self.entry, [{"partner_id": False, "points": 100, "card_id": self.card.id}])
        self.assertRecordValues(self.card, [{"partner_id": False, "points": 60}])
        self.card._post_points(5, "accrual")
        self.assertLedger()

    def test_an_account_with_entries_stays_in_its_club(self):
        other = self.make_club(name="Other")
        self.assertRefused(self.card.write, {"program_id": other.id})
        self.assertRefused(self.card.write, {"program_id": self.make_stock_program("ewallet").id, "points": 9})
        self.make_member(self.club).program_id = other
        self.assertLedger()

    def test_no_points_come_in_with_a_change_of_program(self):
        card = self.Card.create({"program_id": self.make_stock_program("ewallet").id, "points": 50})
        self.assertRefused(card.write, {"program_id": self.club.id})
        self.assertRefused(card.write, {"program_id": self.club.id, "points": 70})
        self.assertLedger()

    def test_type_currency_and_company_are_frozen_after_the_first_entry(self):
        self.assertRefused(self.club.write, {"program_type": "promotion"})
        currency = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("id", "!=", self.club.currency_id.id)], limit=1)
        )
        self.assertRefused(self.club.write, {"currency_id": currency.id})
        self.club.write({"program_type": "loyalty", "currency_id": self.club.currency_id.id, "name": "Renamed"})
        empty = self.make_club(name="Empty")
        self.make_member(empty)
        empty.currency_id = currency
        empty.program_type = "promotion"

    def test_a_program_that_becomes_a_club_opens_its_books(self):
        program = self.make_stock_program("coupons", applies_on="future")
        card, empty = self.Card.create([{"program_id": program.id, "points": points} for points in (7.5, 0)])
        program.program_type = "loyalty"
        self.assertTrue(card.is_club)
        self.assertEntries(card, [("opening", "posted", 7.5, 7.5)])
        self.assertEqual((card.points, empty.points, len(empty.ledger_ids)), (7.5, 0, 0))
        self.assertLedger()

    def test_posting_is_not_for_remote_callers(self):
        from odoo.service.model import get_public_method

        for model in ("loyalty.card", "loyalty.ledger.entry", "loyalty.program", "loyalty.reservation"):
            methods = [
                name
                for name, _method in inspect.getmembers(type(self.env[model]), callable)
                if name.startswith(("_post", "_reverse", "_merge_into", "_expire", "_release", "_adjust", "_touch"))
            ]
            for name in methods:
                with self.subTest(model=model, method=name), self.assertRaises(AccessError):
                    get_public_method(self.env[model], name)


@tagged("post_install", "-at_install")
class TestLedgerAdjustment(ClubCase):
    """Any other change of points is an adjustment of the difference."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.make_member(cls.club)
        cls.card._post_points(100, "accrual")

    def last(self):
        return self.card.ledger_ids[:1]

    def test_a_write_posts_the_difference(self):
        self.card.points = 130.5
        self.assertRecordValues(self.last(), [{"kind": "adjustment", "points": 30.5, "balance": 130.5}])
        self.card.write({"points": 100})
        self.assertRecordValues(self.last(), [{"kind": "adjustment", "points": -30.5, "balance": 100}])
        self.card.write({"points": 100})
        self.card.write({"points": 100.001})
        self.assertEqual(len(self.card.ledger_ids), 3, "no difference, no entry")
        self.card.write({"points": 0, "code": "new code"})
        self.assertRecordValues(self.card, [{"points": 0, "code": "new code"}])
        self.assertLedger()

    def test_a_write_on_many(self):
        other = self.make_member(self.club, 40)
        wallet = self.Card.create({"program_id": self.make_stock_program("ewallet").id, "points": 5})
        (self.card + other + wallet).write({"points": 70})
        self.assertEqual((self.card + other + wallet).mapped("points"), [70, 70, 70])
        self.assertEqual((self.last().points, other.ledger_ids[:1].points), (-30, 30))
        self.assertFalse(wallet.ledger_ids)
        self.assertLedger()

    def test_a_new_account_with_points(self):
        card, empty = self.Card.create(
            [
                {"program_id": self.club.id, "partner_id": self.make_partner().id, "points": 25},
                {"program_id": self.club.id, "partner_id": self.make_partner().id},
            ]
        )
        self.assertEntries(card, [("adjustment", "posted", 25.0, 25.0)])
        self.assertFalse(empty.ledger_ids)
        self.assertLedger()

    def test_defaults_are_points_too(self):
        card = self.Card.with_context(default_points=25, default_program_id=self.club.id).create({})
        self.assertEntries(card, [("adjustment", "posted", 25.0, 25.0)])
        card = self.Card.with_context(active_id=self.club.id).create({"points": 3})
        self.assertEntries(card, [("adjustment", "posted", 3.0, 3.0)])
        self.env["ir.default"].set("loyalty.card", "points", 7)
        card = self.Card.create({"program_id": self.club.id})
        self.assertEntries(card, [("adjustment", "posted", 7.0, 7.0)])
        self.assertLedger()

    def test_an_import(self):
        result = self.Card.load(
            ["id", "program_id/.id", "points"],
            [["__test__.a", str(self.club.id), "12.5"], ["__test__.b", str(self.club.id), "0"]],
        )
        self.assertFalse(result["messages"])
        self.assertEntries(self.Card.browse(result["ids"][0]), [("adjustment", "posted", 12.5, 12.5)])
        self.Card.load(["id", "points"], [["__test__.a", "10"]])
        self.assertEqual(self.Card.browse(result["ids"][0]).ledger_ids.mapped("points"), [-2.5, 12.5])
        self.assertLedger()

    def wizard(self, balance, description="A gift"):
        return self.env["loyalty.card.update.balance"].create(
            {"card_id": self.card.id, "new_balance": balance, "description": description}
        )

    def test_the_balance_wizard(self):
        self.wizard(70).action_update_card_point()
        self.assertRecordValues(self.last(), [{"kind": "adjustment", "points": -30, "description": "A gift"}])
        self.assertFalse(self.card.history_ids, "the ledger is the history")
        for balance in (70, -5):
            with self.assertRaises(ValidationError):
                self.wizard(balance).action_update_card_point()
        self.assertLedger()

    def test_generated_cards(self):
        partners = self.make_partner("A") + self.make_partner("B")
        wizard = self.env["loyalty.generate.wizard"].create(
            {
                "program_id": self.club.id,
                "mode": "selected",
                "customer_ids": [Command.set(partners.ids)],
                "points_granted": 15,
            }
        )
        cards = wizard.generate_coupons()
        self.assertEqual(cards.mapped("points"), [15, 15])
        self.assertEqual(cards.ledger_ids.mapped("kind"), ["adjustment", "adjustment"])
        self.assertLedger()

    def test_below_zero_by_hand_is_refused(self):
        with self.assertRaises(UserError):
            self.card.points = -1

    def test_a_copy_starts_empty(self):
        copy = self.card.copy({"partner_id": self.make_partner().id, "code": "copy"})
        self.assertEqual(copy.points, sum(copy.ledger_ids.mapped("points")))
        self.assertLedger()

    def flush_tracking(self):
        self.env.flush_all()
        self.env.cr.flush()

    def test_points_of_clubs_are_not_tracked_others_are(self):
        wallet = self.Card.create({"program_id": self.make_stock_program("ewallet").id, "points": 5})
        gift = self.Card.create({"program_id": self.make_stock_program("gift_card").id, "points": 50})
        self.flush_tracking()
        before = {card: len(card.message_ids) for card in (self.card, wallet, gift)}
        self.card.points = 30
        self.card._post_points(5, "accrual")
        wallet.points = 7
        gift.points = 40
        self.flush_tracking()
        self.env.invalidate_all()
        self.assertEqual(len(self.card.message_ids), before[self.card])
        for card, old, new in ((wallet, 5, 7), (gift, 50, 40)):
            message = card.message_ids[:1]
            self.assertEqual(len(card.message_ids), before[card] + 1)
            self.assertRecordValues(message.tracking_value_ids, [{"old_value_float": old, "new_value_float": new}])

    def test_gift_cards_and_wallets_stay_stock(self):
        for program_type in ("gift_card", "ewallet", "coupons", "promotion", "next_order_coupons"):
            with self.subTest(program_type=program_type):
                card = self.Card.create({"program_id": self.make_stock_program(program_type).id, "points": 50})
                card.points = 20
                self.env["loyalty.card.update.balance"].create(
                    {"card_id": card.id, "new_balance": 10, "description": "Less"}
                ).action_update_card_point()
                self.assertEqual((card.points, len(card.history_ids)), (10, 1))
                self.assertFalse(card.is_club)
                self.assertFalse(self.Entry.search([("card_id", "=", card.id)]))
                card.unlink()
