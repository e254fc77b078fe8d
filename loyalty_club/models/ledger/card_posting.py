"""The one door: every change of a club account's points goes through ``_post_points_batch``."""

from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import UserError

from ...engine.book import Overdraw
from ...engine.points import ZERO, exact, floor_points
from .posting_values import AUTO, KINDS_OF_ACTIVITY, Draft


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    # --- public names ---

    @api.private
    def _post_points(
        self,
        points,
        kind,
        *,
        key=None,
        origin=None,
        description=None,
        at=None,
        expires_on=AUTO,
        available_on=None,
        rule=None,
        activity=None,
        reward=None,
        qualifying=None,
        explanation=None,
        arrears_cause=None,
    ):
        """Post ``points`` on this account.

        :param float points: signed number of points; 0 is an entry, too
        :param str kind: accrual, redemption, adjustment, opening (reversals: ``loyalty.ledger.entry._reverse``)
        :param str key: what this is for; a known key posts nothing and returns the entry that exists
        :param origin: the record that caused it
        :param datetime at: the moment it counts for (naive UTC), by default now
        :param expires_on: last usable day (date) of a credit, None for never; by default the club's policy decides
        :param date available_on: a day in the future makes a credit pending until then
        :param dict qualifying: ``points``, ``amount`` (club currency), ``orders`` that count for tiers
        :param str arrears_cause: refund, payment or offline: may lead below zero, and is listed as such
        :return: the ``loyalty.ledger.entry``
        :raise UserError: not enough points, or an account that is no club account
        """
        self.ensure_one()
        return self._post_points_batch(
            [
                {
                    "card_id": self.id,
                    "points": points,
                    "kind": kind,
                    "key": key,
                    "origin": origin,
                    "description": description,
                    "at": at,
                    "expires_on": expires_on,
                    "available_on": available_on,
                    "rule_id": rule.id if rule else None,
                    "activity_id": activity.id if activity else None,
                    "reward_id": reward.id if reward else None,
                    "qualifying": qualifying,
                    "explanation": explanation,
                    "arrears_cause": arrears_cause,
                }
            ]
        )

    @api.model
    def _post_points_batch(self, values_list):
        """Post many. Locks the accounts in the order of their ids, then looks for known keys, then books in order.

        :param values_list: dicts with the arguments of :meth:`_post_points` and ``card_id``; ``balance`` instead of
            ``points`` posts the difference to that balance (nothing when there is none); ``is_new``: the caller read
            the entries of the document in this transaction, and none has this key
        :return: the entries, new and known, in the order of ``values_list`` (without those that posted nothing)
        """
        if not values_list:
            return self.env["loyalty.ledger.entry"]
        accounts, survivor = self._lock_accounts([values["card_id"] for values in values_list])
        self._load_known(accounts, [values.get("key") for values in values_list if not values.get("is_new")])
        if any(self._needs_book(accounts[survivor[values["card_id"]]], values) for values in values_list):
            self._load_books(accounts.values())
        overdue = self._get_overdue(accounts, survivor, values_list)
        if overdue:
            self.browse(overdue)._expire_points(now=min(overdue.values()))
            return self._post_points_batch(values_list)
        endless = self._get_endless_to_review(accounts)
        if endless:
            endless._review_tiers()
            return self._post_points_batch(values_list)
        if any(values["kind"] == "redemption" for values in values_list):
            for card_id, promises in self.env["loyalty.reservation"]._get_promises(list(accounts)).items():
                accounts[card_id].promises = promises
        refs = []
        for number, values in enumerate(values_list):
            account = accounts[survivor[values["card_id"]]]
            known = account.known.get(values.get("key")) if values.get("key") else None
            draft = None if known else self._draft(account, values, -1 - number)
            if draft:
                account.known[draft.key or draft.ref] = draft.ref
            refs.append(known or (draft and draft.ref))
        ids = self._store_accounts(accounts)
        return self.env["loyalty.ledger.entry"].browse(ids.get(ref, ref) for ref in refs if ref)

    def _get_overdue(self, accounts, survivor, values_list):
        """Accounts with points whose last day was over before the purchase or redemption that is to be booked: they
        end first, so that nothing depends on when the job runs.

        :return: {card id: moment of the first such posting}
        """
        overdue = {}
        for values in values_list:
            account = accounts[survivor[values["card_id"]]]
            if values["kind"] not in KINDS_OF_ACTIVITY or values.get("key") in account.known:
                continue
            at = values.get("at") or self.env.cr.now().replace(microsecond=0)
            if account.is_overdue(account.program._get_local_day(at), spending=values["kind"] == "redemption"):
                overdue[account.card_id] = min(at, overdue.get(account.card_id, at))
        return overdue

    # --- booking ---

    @staticmethod
    def _needs_book(account, values):
        """Lots are loaded only where a debit has to choose among them, or arrears are to be repaid."""
        return account.points < 0 or values.get("points", -1) < 0

    def _draft(self, account, values, ref):
        """Book one posting on its account; return its draft, or None when there is nothing to post."""
        kind, at = values["kind"], values.get("at") or self.env.cr.now().replace(microsecond=0)
        if values.get("balance") is not None:
            points = exact(values["balance"]) - account.points
            if not points:
                return None
        else:
            points = exact(values["points"])
        today = account.program._get_local_day(self.env.cr.now())
        available_on = values.get("available_on")
        pending = bool(available_on and available_on > today)
        draft = self._new_draft(account, values, ref, kind, points, at)
        if pending:
            draft.state, draft.available_on, draft.balance = "pending", available_on, account.points
            draft.expires_on = None if values.get("expires_on", AUTO) is AUTO else values["expires_on"]
        else:
            self._book(account, draft, values, at)
        account.drafts.append(draft)
        return draft

    def _new_draft(self, account, values, ref, kind, points, at):
        origin, qualifying = values.get("origin"), values.get("qualifying") or {}
        return Draft(
            ref=ref,
            card_id=account.card_id,
            kind=kind,
            points=points,
            posted_at=at,
            key=values.get("key"),
            qualifying_points=exact(qualifying.get("points", 0)),
            qualifying_amount=exact(qualifying.get("amount", 0)),
            qualifying_orders=qualifying.get("orders", 0),
            qualifying_at=values.get("qualifying_at") or at,
            origin_model=origin._name if origin else values.get("origin_model"),
            origin_id=origin.id if origin else values.get("origin_id"),
            rule_id=values.get("rule_id"),
            activity_id=values.get("activity_id"),
            reward_id=values.get("reward_id"),
            reversed_id=values.get("reversed_id"),
            transferred_from_id=values.get("transferred_from_id"),
            arrears_cause=None,
            explanation=values.get("explanation"),
            description=values.get("description"),
        )

    def _book(self, account, draft, values, at):
        if draft.points > 0:
            draft.expires_on = self._get_expiry(account, values, at)
            if account.book:
                account.book.credit(
                    draft.ref, draft.points, draft.expires_on, draft.posted_at, draft.transferred_from_id
                )
        elif draft.points < 0:
            self._book_debit(account, draft, values)
        account.points += draft.points
        draft.balance = account.points
        if draft.kind != "transfer":
            self._note_activity(account, draft, at)

    def _book_debit(self, account, draft, values):
        cause = values.get("arrears_cause")
        try:
            account.book.debit(
                draft.ref,
                -draft.points,
                reserved=self._get_kept_back(account, draft) if draft.kind == "redemption" else ZERO,
                may_overdraw=bool(cause) or draft.kind == "transfer",
                root=draft.transferred_from_id,
            )
        except Overdraw as error:
            raise self._not_enough_points(account, -draft.points, error.available) from error
        if draft.ref in account.book.debts and cause:
            draft.arrears_cause = cause

    def _get_kept_back(self, account, draft):
        """Points of the account that may not be spent: those promised to others, and what rounding down leaves."""
        origin = (draft.origin_model, draft.origin_id)
        promised = sum((exact(points) for other, points in account.promises if other != origin), ZERO)
        free = account.points - promised
        return account.points - floor_points(free, account.program.points_rounding)

    def _not_enough_points(self, account, wanted, available):
        card = self.browse(account.card_id)
        return UserError(
            self.env._(
                "Not enough points: %(wanted)s are to be spent, %(available)s are available on %(account)s. "
                "Remove a reward or choose a smaller one, then try again.",
                wanted=card._format_points(float(wanted)),
                available=card._format_points(float(floor_points(available, account.program.points_rounding))),
                account=card.display_name,
            )
        )

    def _get_expiry(self, account, values, at):
        """Last usable day of a new credit."""
        expires_on = values.get("expires_on", AUTO)
        policy = account.program._get_policy()
        if expires_on is AUTO:
            expires_on = policy.last_day(account.program._get_local_day(at)) if policy.on_credits else None
        if account.never_expires:
            expires_on = None
        closing = account.program.closing_on
        return min(expires_on or closing, closing) if closing else expires_on

    def _note_activity(self, account, draft, at):
        """With expiry after inactivity the account's date moves with what counts as activity; other credits only
        start a period where none is running.
        """
        policy = account.program._get_policy()
        if policy.policy != "inactivity" or account.never_expires:
            return
        day = account.program._get_local_day(at)
        running = account.points_expire_on
        active = draft.kind in KINDS_OF_ACTIVITY
        if active or (draft.points > 0 and (not running or running < day)):
            end = policy.last_day(day)
            account.points_expire_on = max(running, end) if running else end

    # --- points that a document posts by itself ---

    @contextmanager
    def _points_by_document(self):
        """Within, a plain write of club points is dropped: the document that is being changed posts what it means.

        A flag of the cursor, not of the context, which a remote caller can set.
        """
        data = self.env.cr.cache
        depth = data.get("loyalty_club.by_document", 0)
        data["loyalty_club.by_document"] = depth + 1
        try:
            yield
        finally:
            data["loyalty_club.by_document"] = depth

    def _is_points_by_document(self):
        return bool(self.env.cr.cache.get("loyalty_club.by_document"))
