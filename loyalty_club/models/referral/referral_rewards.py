"""What invitations pay, by the activities of the club, and what is taken back."""

from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from .program_referral import PURCHASING
from .referral import LIVE


class LoyaltyReferral(models.Model):
    _inherit = "loyalty.referral"

    @api.model
    def _sync_joined(self, cards):
        """Look at the invitations of those who have just become members.

        :param cards: their accounts
        """
        if not cards or not self.env["loyalty.program"]._pays_for_friends():
            return
        clubs = cards.sudo().grouped("program_id")
        domain = Domain.OR(
            Domain("program_id", "=", club.id) & Domain("partner_id", "in", members.partner_id.ids)
            for club, members in clubs.items()
        )
        self.search(domain & Domain("state", "in", LIVE) & Domain("registered_at", "=", False))._sync()

    def _sync(self):
        """Bring invitations up to what happened: who joined, which purchases count, what is paid or taken back. A
        constant number of queries; doing it again changes nothing.
        """
        live = self.filtered(lambda referral: referral.state in LIVE)
        live |= self.filtered(lambda referral: referral.state == "expired")._revive()
        if not live:
            return
        live._lock()
        accounts = live._get_friend_accounts()
        live = live._look_again()
        live._note_registered(accounts)
        begun, first, gone = live._note_purchases()
        live._take_back(gone)
        live._pay(begun, first, accounts)
        live._settle()

    def _get_friend_accounts(self):
        """{invitation: the friend's account, or an empty recordset}"""
        cards = self.env["loyalty.card"].search(
            [
                ("program_id", "in", self.program_id.ids),
                ("partner_id", "in", self.partner_id.ids),
                ("is_club", "=", True),
            ]
        )
        found = {(card.program_id, card.partner_id): card for card in cards}
        return {referral: found.get((referral.program_id, referral.partner_id), cards.browse()) for referral in self}

    def _note_registered(self, accounts):
        """Friends who are members now; for the first purchase they have as many days again."""
        now = self._now()
        for referral in self:
            if referral.registered_at or not accounts[referral].joined_on:
                continue
            program = referral.program_id
            waits = PURCHASING & program._get_activity_triggers()
            last_day = self._get_last_day(program, max(now, referral.invited_at)) if waits else False
            referral.write({"registered_at": now, "expires_on": last_day})

    # --- paying ---

    def _pay(self, begun, first, accounts):
        """Report to the club's activities what happened."""
        due = self.filtered(lambda one: one.registered_at and not one.is_waiting and not one.is_join_paid)
        events = []
        for referral in due:
            key = f"{referral.id},{referral.round}"
            at = referral.registered_at
            events.append(referral._get_event(referral.card_id, "referral_joined", f"referral_joined,{key}", at))
            events.append(referral._get_event(accounts[referral], "referred_joined", f"referred_joined,{key}", at))
        for purchase in begun:
            events.append(self._get_purchase_event(purchase, "referral_purchased", purchase.referral_id.card_id))
        for purchase in first:
            events.append(self._get_purchase_event(purchase, "referred_purchased", accounts[purchase.referral_id]))
        events = [event for event in events if event["card_id"]]
        if events:
            self.env["loyalty.card"]._record_activities(events)
        due.write({"is_join_paid": True})

    def _get_purchase_event(self, purchase, trigger, card):
        return purchase.referral_id._get_event(card, trigger, purchase._get_key(trigger), purchase.at)

    def _get_event(self, card, trigger, key, at):
        """Values for ``loyalty.card._record_activities``."""
        return {
            "card_id": card.id,
            "trigger": trigger,
            "key": key,
            "at": at,
            "origin_model": self._name,
            "origin_id": self.id,
        }

    # --- taking back ---

    def _take_back(self, keys):
        """Reverse what was paid under these keys of these invitations, and withdraw the claims for it."""
        if not keys:
            return
        wanted = set(keys)
        entries = self._get_entries().filtered(lambda entry: entry.key.rpartition(",")[0] in wanted)
        entries._reverse_what_is_left()
        origin = [("origin_model", "=", self._name), ("origin_id", "in", self.ids)]
        self.env["loyalty.activity.claim"].sudo()._withdraw([*origin, ("event_key", "in", list(wanted))])

    def _take_back_all(self):
        """Reverse everything that was paid for these invitations; what is due later has keys of its own."""
        if not self:
            return
        self._get_entries()._reverse_what_is_left()
        origin = [("origin_model", "=", self._name), ("origin_id", "in", self.ids)]
        self.env["loyalty.activity.claim"].sudo()._withdraw(origin)
        self.purchase_ids.write({"is_counted": False, "is_first": False})
        for referral in self:
            referral.write({"round": referral.round + 1, "is_join_paid": False, "points_paid": 0})

    def _get_entries(self):
        """What was paid for these invitations, on both accounts."""
        return (
            self.env["loyalty.ledger.entry"]
            .sudo()
            .search([("origin_model", "=", self._name), ("origin_id", "in", self.ids), ("kind", "=", "accrual")])
        )

    def _get_paid_entries(self):
        """{invitation id: {entry: points that are not taken back}} of what is not wholly taken back"""
        entries = self._get_entries()
        left = entries._get_reversible_points() if entries else {}
        paid = defaultdict(dict)
        for entry in entries:
            if left[entry] or not (entry.points or entry.reversal_ids):
                paid[entry.origin_id][entry] = left[entry]
        return paid
