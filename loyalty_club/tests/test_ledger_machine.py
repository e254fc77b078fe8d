"""Random operations on the ledger, compared with a plain model of its rules after every step (see ``plain_ledger``)."""

import os
from contextlib import contextmanager
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ClubCase
from .ledger_audit import audit
from .plain_entries import Settings
from .plain_ledger import PlainLedger
from .property import amounts, examples

STEPS = int(os.environ.get("LOYALTY_CLUB_STEPS", "25"))
START = datetime(2026, 1, 20, 3, 30)
ACCOUNTS = st.integers(0, 2)
ENTRIES = st.integers(0, 999)
COMPARED = ("kind", "state", "points", "remaining", "uncovered", "forgiven", "expires", "available")


class LedgerMachine(RuleBasedStateMachine):
    """``case``: the running test case, with the members whose accounts are worked on."""

    case = None

    def __init__(self):
        super().__init__()
        self.env = self.case.env
        self.cards = self.case.cards
        self.savepoint = self.env.cr.savepoint()
        self.real = []

    def teardown(self):
        self.savepoint.close(rollback=True)
        self.env.cr._now = None
        self.env.invalidate_all(flush=False)

    @initialize(
        policy=st.sampled_from(["none", "after_earning", "inactivity", "fixed_dates"]),
        arrears=st.booleans(),
        tz=st.sampled_from(["UTC", "Asia/Tehran", "America/New_York"]),
    )
    def open_club(self, policy, arrears, tz):
        settings = Settings(policy=policy, arrears=arrears, tz=tz)
        self.case.club.write(
            {
                "expiry_policy": policy,
                "expiry_count": settings.months,
                "expiry_unit": "month",
                "expiry_dates": "06-21,12-21",
                "debit_policy": "arrears" if arrears else "within_balance",
                "reversal_grace_days": settings.grace,
                "tz": tz,
            }
        )
        self.plain = PlainLedger(settings, len(self.cards), START)
        self.env.cr._now = START

    # --- one thing in both worlds ---

    def happen(self, what, *args, real, **kwargs):
        """Let it happen in the plain model and in the ledger; both must do it, or both refuse."""
        self.plain, refused = self.plain.attempt(what, *args, **kwargs)
        with self.refusing(refused):
            real()
        self.read_new()

    @contextmanager
    def refusing(self, refused):
        if not refused:
            yield
            return
        with self.case.assertRaises(UserError), self.env.cr.savepoint():
            yield

    def read_new(self):
        """Pair the entries that the plain model made with those that the ledger made, in booking order."""
        known = [entry_id for entry_id in self.real if entry_id]
        self.env.cr.execute(
            "SELECT id FROM loyalty_ledger_entry WHERE card_id = ANY(%s) AND id > %s ORDER BY id",
            [self.cards.ids, max(known, default=0)],
        )
        self.real += [row[0] for row in self.env.cr.fetchall()]
        self.case.assertEqual(len(self.real), len(self.plain.entries), "as many entries in both")

    def survivor(self, number):
        """Postings for an account that is no more go to the one it was merged into."""
        account = self.plain.accounts[number]
        return (account.merged_into or account).name

    # --- rules ---

    @rule(account=ACCOUNTS, points=amounts(0, 200), hold=st.sampled_from([0, 0, 3, 14]))
    def earn(self, account, points, hold):
        day = self.plain.today + timedelta(hold) if hold else None
        self.happen(
            "earn",
            self.survivor(account),
            points,
            hold=hold,
            real=lambda: self.cards[account]._post_points(
                points, "accrual", available_on=day, qualifying={"points": points, "amount": points * 3, "orders": 1}
            ),
        )

    @rule(account=ACCOUNTS, points=amounts(0.01, 200), ago=st.integers(0, 40), days=st.none() | st.integers(-5, 60))
    def gift(self, account, points, ago, days):
        """An adjustment, also into the past, with a last day of its own or for ever."""
        at = self.plain.now - timedelta(ago)
        expires = self.plain.today + timedelta(days) if days is not None else None
        self.happen(
            "earn",
            self.survivor(account),
            points,
            "adjustment",
            at=at,
            expires=expires,
            real=lambda: self.cards[account]._post_points(points, "adjustment", at=at, expires_on=expires),
        )

    @rule(account=ACCOUNTS, points=amounts(0.01, 150), overdraw=st.sampled_from([False, False, False, True]))
    def spend(self, account, points, overdraw):
        self.happen(
            "spend",
            self.survivor(account),
            points,
            overdraw=overdraw,
            real=lambda: self.cards[account]._post_points(
                -points, "redemption", arrears_cause="payment" if overdraw else None
            ),
        )

    @rule(account=ACCOUNTS)
    def spend_everything(self, account):
        points = max(self.plain.accounts[self.survivor(account)].points, 0)
        if points:
            self.spend(account, points, False)

    @rule(account=ACCOUNTS, balance=amounts(0, 200))
    def write_balance(self, account, balance):
        account = self.survivor(account)
        self.happen("set_balance", account, balance, real=lambda: self.cards[account].write({"points": balance}))

    @rule(account=ACCOUNTS, entry=ENTRIES)
    def post_a_known_key_again(self, account, entry):
        """Whoever asks, on whichever account of the family: nothing happens."""
        keyed = [known for known in self.plain.entries if known.key]
        if not keyed:
            points = self.plain.today.day
            key = f"key,{len(self.plain.entries)}"
            self.happen(
                "earn",
                self.survivor(account),
                points,
                key=key,
                real=lambda: self.cards[account]._post_points(
                    points, "accrual", key=key, qualifying={"points": points, "amount": points * 3, "orders": 1}
                ),
            )
            return
        known = keyed[entry % len(keyed)]
        again = self.cards[known.account.name]._post_points(99, "accrual", key=known.key)
        self.case.assertEqual(again.id, self.real[known.number])
        self.read_new()

    @rule(entry=ENTRIES, points=st.none() | amounts(0.01, 150))
    def undo(self, entry, points):
        """Also undos of undos, of more than is left, and of what cannot be undone."""
        candidates = [known for known in self.plain.entries if known.kind != "expiration"]
        if candidates:
            known = candidates[entry % len(candidates)]
            entry = self.env["loyalty.ledger.entry"].browse(self.real[known.number])
            self.happen("undo", known.number, points, real=lambda: entry._reverse(points))

    @rule(entry=ENTRIES, share=st.integers(1, 100))
    def refund_a_part(self, entry, share):
        """A part of what is left of something."""
        candidates = [known for known in self.plain.entries if known.left_to_undo and known.kind == "accrual"]
        if candidates:
            known = candidates[entry % len(candidates)]
            points = round(known.left_to_undo * share / 100, 2)
            entry = self.env["loyalty.ledger.entry"].browse(self.real[known.number])
            self.happen("undo", known.number, points, real=lambda: entry._reverse(points))

    @rule(data=st.data())
    def undo_several_at_once(self, data):
        """In one batch, on all accounts; one that cannot be undone stops all."""
        numbers = [known.number for known in self.plain.entries if known.kind != "expiration" and known.left_to_undo]
        if len(numbers) < 2:
            return
        numbers = data.draw(st.lists(st.sampled_from(numbers), min_size=2, max_size=4, unique=True))
        entries = self.env["loyalty.ledger.entry"].browse(self.real[number] for number in numbers)
        self.happen("undo_many", numbers, real=entries._reverse)

    @rule(source=ACCOUNTS, into=ACCOUNTS)
    def merge(self, source, into):
        source, target = self.survivor(source), self.survivor(into)
        if source != target:
            self.happen("merge", source, target, real=lambda: self.cards[source]._merge_into(self.cards[target]))

    @rule(days=st.sampled_from([0, 1, 2, 3, 10, 31, 200]), hours=st.integers(0, 23))
    def wait(self, days, hours):
        self.plain.now += timedelta(days=days, hours=hours)
        self.env.cr._now = self.plain.now

    @rule()
    def expire(self):
        self.happen("expire", real=lambda: self.cards.browse()._expire_points())

    @rule()
    def release(self):
        self.happen("release", real=lambda: self.cards.browse()._release_pending())

    # --- what must be true after each of them ---

    @invariant()
    def the_same_in_both_worlds(self):
        self.env.cr.execute(
            """
            SELECT id, card_id, kind, state, points, remaining, uncovered, forgiven, expires_on AS expires,
                   available_on AS available, reversed_id, transferred_from_id,
                   qualifying_points, qualifying_amount, qualifying_orders
              FROM loyalty_ledger_entry WHERE id = ANY(%s) ORDER BY id
            """,
            [self.real],
        )
        rows = self.env.cr.dictfetchall()
        for row, plain in zip(rows, self.plain.entries, strict=True):
            found = {name: row[name] for name in COMPARED}
            expected = {name: getattr(plain, name) for name in COMPARED}
            expected.update({name: float(value) for name, value in expected.items() if name in COMPARED[2:6]})
            self.case.assertEqual(found, expected, f"entry {plain.number} of account {plain.account.name}")
            qualifying = [row[f"qualifying_{name}"] for name in ("points", "amount", "orders")]
            self.case.assertEqual(qualifying, [float(value) for value in plain.qualifying], f"entry {plain.number}")
            self.case.assertEqual(row["card_id"], self.cards[plain.account.name].id)
            self.case.assertEqual(row["reversed_id"], plain.parent and self.real[plain.parent.number])
            self.case.assertEqual(row["transferred_from_id"], plain.moved_from and self.real[plain.moved_from.number])

    @invariant()
    def accounts_are_what_their_entries_say(self):
        for card, account in zip(self.cards, self.plain.accounts, strict=True):
            self.case.assertEqual(card.points, float(account.points))
            self.case.assertEqual(
                card.merged_into_id.id or None, account.merged_into and self.cards[account.merged_into.name].id
            )
            if not account.merged_into:
                self.case.assertEqual(card.points_expire_on or None, account.expires)
            left = sum(entry.remaining for entry in account.entries)
            owed = sum(entry.uncovered for entry in account.entries)
            self.case.assertEqual(account.points, left - owed)
            self.case.assertTrue(not left or not owed)

    @invariant()
    def pending_points_are_not_spendable(self):
        pending = {account.name: [] for account in self.plain.accounts}
        for entry in self.plain.entries:
            if entry.state == "pending":
                pending[entry.account.name].append(entry.points)
                self.case.assertEqual((entry.remaining, entry.uncovered), (0, 0))
        for card, account in zip(self.cards, self.plain.accounts, strict=True):
            self.case.assertEqual(card.pending_points, float(sum(pending[account.name])))
            card.invalidate_recordset(["lapsed_points"])  # time went on within the transaction
            self.case.assertEqual(float(card._get_spendable()[card]), float(self.plain.spendable(account)))

    @invariant()
    def the_books_are_in_order(self):
        self.env.flush_all()
        self.case.assertEqual(self.env["loyalty.program"]._check_ledger(), [])
        self.case.assertEqual(audit(self.env, self.cards.ids), [])


@tagged("post_install", "-at_install")
class TestLedgerMachine(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cards = cls.env["loyalty.card"].union(*(cls.make_member(cls.club) for _number in range(3)))

    def test_random_operations(self):
        machine = type("Machine", (LedgerMachine,), {"case": self})
        run_state_machine_as_test(machine, settings=examples(40, stateful_step_count=STEPS))
