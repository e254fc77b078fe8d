"""Accounts are locked in the order of their ids before anything is booked on them."""

from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.book import Book, Debt, Lot
from ...engine.points import exact
from .posting_values import Account


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _lock_accounts(self, card_ids):
        """Lock the accounts (their survivors, where they were merged) and the row version with them.

        The rows are updated in any case when the postings are stored: a row that was locked but not updated would let
        the next transaction go on with its old snapshot.
        """
        self.env["loyalty.card"].flush_model()
        self.env["loyalty.mail"].flush_model(["program_id", "trigger"])
        self.env["loyalty.tier"].flush_model(["points_never_expire"])
        wanted = sorted(set(card_ids))
        rows = self._select_accounts(wanted)
        moved = {row[0]: row[1] for row in rows if row[1]}
        if moved:
            rows = [row for row in rows if not row[1]]
            rows += self._select_accounts(sorted(set(moved.values()) - {row[0] for row in rows}))
        programs = {
            program.id: program
            for program in self.env["loyalty.program"].sudo().browse({row[2] for row in rows if row[2]})
        }
        accounts = {}
        for card_id, _merged, program_id, partner_id, company_id, points, *rest in sorted(rows):
            program = programs.get(program_id)
            if not program or program.program_type != "loyalty":
                raise UserError(self.env._("Points of this card are not kept in the ledger: it belongs to no club."))
            values = (partner_id, company_id, exact(points or 0), *rest[:4])
            accounts[card_id] = Account(card_id, program, *values, tier=tuple(rest[4:]))
        survivor = {card_id: moved.get(card_id, card_id) for card_id in wanted}
        missing = [card_id for card_id, final in survivor.items() if final not in accounts]
        if missing:
            raise UserError(self.env._("The account no longer exists. Reload the page and try again."))
        return accounts, survivor

    def _select_accounts(self, ids):
        if not ids:
            return []
        return self.env.execute_query(
            SQL(
                """
                SELECT c.id, c.merged_into_id, c.program_id, c.partner_id, c.company_id, c.points, c.points_expire_on,
                       c.joined_on,
                       EXISTS (SELECT 1 FROM loyalty_mail m
                                WHERE m.program_id = c.program_id AND m.trigger = 'points_reach'),
                       COALESCE(t.points_never_expire, FALSE), c.tier_id, c.tier_reached_on, c.tier_expires_on,
                       c.tier_keep_from, c.tier_rise_from, c.tier_manual_until, c.membership_tier_id,
                       c.membership_tier_until, COALESCE(c.tier_by_membership, FALSE), c.tier_beneath_id
                  FROM loyalty_card c LEFT JOIN loyalty_tier t ON t.id = c.tier_id
                 WHERE c.id = ANY(%s) ORDER BY c.id FOR NO KEY UPDATE OF c
                """,
                ids,
            )
        )

    def _load_known(self, accounts, keys):
        keys = sorted({key for key in keys if key})
        if not keys:
            return
        rows = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(c.merged_into_id, c.id), e.key, e.id
                  FROM loyalty_ledger_entry e
                  JOIN loyalty_card c ON c.id = e.card_id
                 WHERE e.key = ANY(%(keys)s)
                   AND e.card_id IN (SELECT id FROM loyalty_card
                                      WHERE id = ANY(%(ids)s) OR merged_into_id = ANY(%(ids)s))
                """,
                keys=keys,
                ids=list(accounts),
            )
        )
        for card_id, key, entry_id in rows:
            accounts[card_id].known[key] = entry_id

    def _load_books(self, accounts):
        accounts = {account.card_id: account for account in accounts}
        lots, debts = defaultdict(list), defaultdict(list)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT card_id, id, remaining, uncovered, expires_on, posted_at, transferred_from_id
                  FROM loyalty_ledger_entry
                 WHERE card_id = ANY(%s) AND (remaining > 0 OR uncovered > 0)
                """,
                list(accounts),
            )
        )
        for card_id, entry_id, remaining, uncovered, expires_on, posted_at, root in rows:
            if remaining:
                lots[card_id].append(Lot(entry_id, exact(remaining), expires_on, posted_at, root))
            else:
                debts[card_id].append(Debt(entry_id, exact(uncovered), root))
        for card_id, account in accounts.items():
            account.book = Book(lots[card_id], debts[card_id])
