"""How an invitation begins, and everything that changes its state."""

from datetime import timedelta

from psycopg2 import errors

from odoo import api, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL

from ...engine.referral import MOVES, REOPENED
from .program_referral import JOINING, PURCHASING
from .referral import LIVE


class LoyaltyReferral(models.Model):
    _inherit = "loyalty.referral"

    # --- a code is given ---

    @api.model
    def _register_code(self, partner, code, source, order=None):
        """Somebody gave the code of a friend: note the invitation, check it, and pay what is due by now. Calling it
        again changes nothing.

        :param res.partner partner: who gave the code
        :param str code: as it was typed, or from a link
        :param str source: see ``source``
        :param order: the document (sales order, order of a till) that brought the code
        :return: the invitation in superuser mode; empty where the code is unknown or its club pays for no friends
        """
        referrals_sudo = self.sudo()
        card = self.env["loyalty.card"]._find_by_referral_code(code)
        if not card or not self._is_somebody(partner, card.program_id):
            return referrals_sudo.browse()
        known = referrals_sudo._find_known(card.program_id, partner)
        if known and not known._may_begin_again():
            known.filtered(lambda referral: referral.state in LIVE)._sync()
            return known
        return referrals_sudo._invite(card, partner, source, code=code, order=order, known=known)

    @api.model
    def _is_somebody(self, partner, program):
        """Whether ``partner`` may be invited to a club at all."""
        partner_sudo = partner.sudo()
        if not partner_sudo or partner_sudo.is_public or not partner_sudo.active:
            return False
        companies = partner_sudo.company_id.parent_ids
        if program.company_id and companies and program.company_id not in companies:
            return False
        return program._has_referrals() and program._is_earning()

    @api.model
    def _get_clubs_that_pay(self, website, company):
        """The clubs of a website that pay for invited friends (superuser mode); no query where none does."""
        clubs = self.env["loyalty.program"].sudo()
        if not clubs._pays_for_friends():
            return clubs
        return clubs.search(
            [
                ("program_type", "=", "loyalty"),
                ("activity_triggers", "like", "refer"),
                ("company_id", "in", [False, *company.parent_ids.ids]),
                ("website_id", "in", [False, website.id]),
            ]
        ).filtered(lambda club: club._is_earning())

    @api.model
    def _is_offered(self, website):
        """Whether visitors of a website are asked for the code of a friend."""
        return bool(self._get_clubs_that_pay(website, website.company_id))

    @api.model
    def _find_known(self, program, partner):
        """The invitation of this person to the club; may be empty."""
        return self.search(
            [("program_id", "=", program.id), ("partner_id", "=", program._get_account_partner(partner.sudo()).id)]
        )

    def _may_begin_again(self):
        """Whether another code, or the same one later, may still be accepted."""
        return self.state == "expired" or (self.state == "refused" and self.reason in REOPENED)

    @api.model
    def _invite(self, card, partner, source, code=None, order=None, known=None):
        """Note an invitation and what the checks say of it.

        :param known: the invitation of this person that ended before
        :raise ConcurrencyError: somebody else notes one for this person at this moment; Odoo repeats the request
        """
        program, partner = card.program_id, partner.sudo()
        self._lock_accounts(card | program._get_account(partner))
        person, now = program._get_account_partner(partner), self._now()
        at = min(now, order.date_order) if order and order._name == "pos.order" and order.date_order else now
        verdict = self._judge(card, partner, order, at)
        values = {
            "card_id": card.id,
            "partner_id": person.id,
            "code": code and card.referral_code,
            "source": source,
            "state": "refused" if verdict.reason else "invited",
            "reason": verdict.reason or False,
            "is_waiting": bool(verdict.suspicions),
            "suspicions": ",".join(verdict.suspicions) or False,
            "invited_at": at,
            "expires_on": self._get_last_day(program, at),
            "min_amount": program.referral_min_amount,
            "order_count": program.referral_order_count,
        }
        if known:
            referral = known._begin_again(values)
        else:
            referral = self._create_once(values)
        account = program._get_account(partner)
        if account.joined_on and account.joined_on < program._get_local_day(at):
            referral.is_join_paid = True  # they had joined before anybody invited them
        referral.filtered(lambda record: record.state in LIVE)._sync()
        return referral

    def _create_once(self, values):
        try:
            with self.env.cr.savepoint():
                return self.create(values)
        except errors.UniqueViolation as error:  # this transaction cannot see what another has just noted
            raise ConcurrencyError(str(error)) from error

    def _begin_again(self, values):
        """An invitation that ended begins anew; what is refused for the same reason again is left as it is."""
        self._lock()
        same = (self.state, self.reason, self.card_id.id) == (values["state"], values["reason"], values["card_id"])
        if self.state == "expired" and values["reason"] in ("known_customer", "late_code"):
            return self  # what was bought in time may still be paid
        if not same:
            if self.state == "refused" and values["state"] == "refused":
                self.write(values)
            else:
                self._move(values["state"], **{name: value for name, value in values.items() if name != "state"})
        return self

    @api.model
    def _get_last_day(self, program, moment):
        """The last day of what begins at ``moment``; False: it is kept for ever."""
        days = program.referral_days
        return program._get_local_day(moment) + timedelta(days=days) if days else False

    # --- locks ---

    @api.model
    def _lock_accounts(self, cards):
        """The limit of a month is counted by one at a time, and two members cannot invite each other at once: whoever
        waited starts over (see ``_touch``).

        :param cards: the member's account, and the friend's where there is one
        """
        cards.flush_recordset()
        ids = sorted(cards.ids)
        self.env.cr.execute(SQL("SELECT id FROM loyalty_card WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", ids))
        cards._touch(ids)

    def _lock(self):
        """Lock these invitations in the order of their ids, and make a new version of their rows: whoever waited
        starts over with what is true then.
        """
        if not self:
            return
        self.flush_recordset()
        ids = sorted(self.ids)
        self.env.cr.execute(
            SQL("SELECT id FROM loyalty_referral WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", ids)
        )
        self.env.cr.execute(
            SQL("UPDATE loyalty_referral SET write_date = %s WHERE id = ANY(%s)", self.env.cr.now(), ids)
        )

    # --- states ---

    def _move(self, state, **values):
        """The one way to another state.

        :raise UserError: there is no way from the present state to that one
        """
        for referral in self:
            if state not in MOVES[referral.state]:
                names = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "The invitation of %(friend)s is “%(old)s” and cannot become “%(new)s”. Reload the page.",
                        friend=referral.friend_name,
                        old=names[referral.state],
                        new=names[state],
                    )
                )
        return self.write({"state": state, **values})

    def _settle(self):
        """Find the state of these invitations from what happened and what was paid."""
        entries = self._get_paid_entries()
        for referral in self:
            paid = entries.get(referral.id, {})
            live = [entry for entry, left in paid.items() if left or not entry.points]
            points = sum(paid.values())
            if referral.points_paid != points:
                referral.points_paid = points
            state = referral._find_state({entry.activity_id.trigger for entry in live})
            if state != referral.state:
                referral._move_through(state)
            if state == "rewarded" and not referral.rewarded_at:
                referral.rewarded_at = self._now()

    def _find_state(self, paid):
        """The state of an invitation that is neither refused nor expired.

        :param paid: triggers of what was paid and not taken back
        """
        pays_purchases = PURCHASING & self.program_id._get_activity_triggers()
        if not self.registered_at:
            return "invited"
        if not any(purchase.is_counted for purchase in self.purchase_ids):
            return "rewarded" if JOINING & paid and not pays_purchases else "registered"
        return "rewarded" if PURCHASING & paid or (paid and not pays_purchases) else "purchased"

    def _move_through(self, state):
        """Whoever buys at once has registered, too."""
        if self.state == "invited" and state in ("purchased", "rewarded"):
            self._move("registered")
        self._move(state)
