"""What other systems report about members: the public methods of this capability."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MOST = 10**15
"""Larger quantities are mistakes: their points could not be booked to the cent."""


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    @api.model
    def record_activity(self, code, member, key, quantity=1, at=None):
        """Report that a member did something; to be called by RPC or JSON-2 as a club manager.

        :param str code: code of the activity
        :param member: code of the account, or the member's e-mail address where it belongs to one account only
        :param str key: name of this event in the calling system; reporting it again books nothing
        :param float quantity: how many or how much
        :param str at: moment it counts for, ``2026-03-10 08:30:00`` in UTC; by default now
        :return: {"entry_ids": […], "points": points booked for this key}
        :raise UserError: unknown code or member, ambiguous member, missing key; nothing is booked then
        """
        return self.record_activities(
            [{"code": code, "member": member, "key": key, "quantity": quantity, "at": at}]
        )[0]  # fmt: skip

    @api.model
    def record_activities(self, events):
        """Report many events at once (see :meth:`record_activity`): all are booked, or none.

        :param list events: dicts with ``code``, ``member``, ``key`` and, if needed, ``quantity`` and ``at``
        :return: list of ``{"entry_ids": […], "points": …}``, one per event
        """
        if not self.env.user.has_group("loyalty_club.group_club_manager"):
            raise AccessError(self.env._("Only club managers may report activities. Use the key of a manager."))
        triggers = self._find_triggers([event.get("code") for event in events])
        accounts = self._find_accounts(events, {program_id for program_id, _code in triggers})
        values = [
            self._get_reported_values(event, accounts, trigger)
            for event in events
            for trigger in self._get_event_triggers(event, accounts, triggers)
        ]
        entries = self.sudo()._record_activities(values)
        found = {}
        for entry in entries:
            found.setdefault((entry.card_id._get_survivor().id, entry.key.rpartition(",")[0]), []).append(entry)
        results = []
        for event in events:
            card = accounts[event["member"]]
            booked = found.get((card.id, self._get_reported_key(event)), [])
            results.append({"entry_ids": [entry.id for entry in booked], "points": sum(e.points for e in booked)})
        return results

    def _find_accounts(self, events, program_ids):
        """{member: account}, with two queries; of several accounts that of a club with such activities. The code of an
        account that was merged stands for the survivor.

        :raise UserError: a member that is not known, or has several such accounts
        """
        members = dict.fromkeys(event.get("member") for event in events)
        if not all(isinstance(member, str) and member.strip() for member in members):
            raise UserError(self.env._("An event names no member. Give the code of the account, or an e-mail address."))
        emails = {member: member.strip().lower() for member in members}
        cards = self.with_context(active_test=False).search(
            [
                ("is_club", "=", True),
                "|",
                ("active", "=", True),
                ("merged_into_id", "!=", False),
                "|",
                ("code", "in", list(members)),
                ("partner_id.email_normalized", "in", list(emails.values())),
            ]
        )
        by_code, by_email = cards.grouped("code"), cards.grouped(lambda card: card.partner_id.email_normalized)
        accounts = {}
        for member, email in emails.items():
            found = (by_code.get(member) or by_email.get(email) or self.browse())._get_survivor()
            if len(found) > 1:
                found = found.filtered(lambda card: card.program_id.id in program_ids) or found
            if len(found) != 1:
                raise self._get_member_error(member, found)
            accounts[member] = found
        return accounts

    def _get_member_error(self, member, found):
        if found:
            return UserError(
                self.env._("“%s” belongs to more than one account. Give the code of the account instead.", member)
            )
        return UserError(
            self.env._(
                "There is no account “%s”. Give the code of an account, or the e-mail address of a member.", member
            )
        )

    def _find_triggers(self, codes):
        """{(program id, code): triggers of its activities}"""
        activities = self.env["loyalty.activity"].search([("code", "in", [code for code in codes if code])])
        triggers = {}
        for activity in activities:
            triggers.setdefault((activity.program_id.id, activity.code), set()).add(activity.trigger)
        return triggers

    def _get_event_triggers(self, event, accounts, triggers):
        program = accounts[event["member"]].program_id
        found = triggers.get((program.id, event.get("code")))
        if not found:
            raise UserError(
                self.env._(
                    "“%(club)s” has no activity with the code “%(code)s”. Correct the code, or add the activity in "
                    "Club ‣ Configuration ‣ Activities.",
                    club=program.name,
                    code=event.get("code") or "",
                )
            )
        if not event.get("key"):
            raise UserError(
                self.env._("An event has no key. Give each event a name of its own, so that it is paid once.")
            )
        return sorted(found)

    @staticmethod
    def _get_reported_key(event):
        return f"api,{event['code']},{event['key']}"

    def _get_reported_values(self, event, accounts, trigger):
        return {
            "card_id": accounts[event["member"]].id,
            "trigger": trigger,
            "code": event["code"],
            "key": self._get_reported_key(event),
            "quantity": self._read_quantity(event),
            "at": self._read_moment(event),
        }

    def _read_quantity(self, event):
        quantity = event.get("quantity", 1)
        try:
            number = float(quantity)
            if not 0 <= number <= MOST:
                raise ValueError
        except (TypeError, ValueError, OverflowError) as error:
            raise UserError(self.env._("“%s” is not a quantity. Give a number of at least 0.", quantity)) from error
        return number

    def _read_moment(self, event):
        if not event.get("at"):
            return None
        try:
            at = fields.Datetime.to_datetime(event["at"])
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._("“%s” is not a moment. Write it as 2026-03-10 08:30:00, in UTC.", event["at"])
            ) from error
        if at > self.env.cr.now():
            raise UserError(self.env._("“%s” is in the future. Report what has happened.", event["at"]))
        return at.replace(microsecond=0)
