"""Birthdays and anniversaries: a job that pays every day once, also the days on which it did not run."""

from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ...engine.activities import yearly_codes
from ..repeating import repeat

YEARLY = ("birthday", "membership_anniversary")
CHUNK = 2000
PAUSE = 180
"""Days after a birthday on which no other one is paid: whoever changes the date of birth has one a year."""


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _record_days(self, now=None):
        """Record birthdays and anniversaries of these clubs (of an empty recordset: all) up to today.

        :param datetime now: moment to look at (naive UTC), by default now
        :return: number of members' days that were recorded; never commits
        """
        count = 0
        for club, day in self._get_days_to_record(now or self.env.cr.now()):
            events = club._get_day_events(day)
            self.env["loyalty.card"].sudo()._record_activities(events)
            club.sudo().days_paid_until = day
            count += len(events)
        return count

    def _get_days_to_record(self, now):
        """[(club, day)] not recorded yet, up to the club's today. A club begins on the day of its first run."""
        clubs = self or self.search([("program_type", "=", "loyalty"), ("activity_triggers", "!=", False)])
        due = []
        for club in clubs.filtered(lambda club: club._get_yearly_triggers() and club._is_earning()):
            today = club._get_local_day(now)
            first = club.days_paid_until + timedelta(days=1) if club.days_paid_until else today
            due += [(club, first + timedelta(days=number)) for number in range((today - first).days + 1)]
        return due

    def _get_yearly_triggers(self):
        return [trigger for trigger in YEARLY if trigger in self._get_activity_triggers()]

    def _cron_record_days(self):
        """Hourly, because a day begins at another hour in each club: what is due, in chunks that are committed.

        A chunk that met another transaction is repeated; a day that was not finished is looked at again, and nothing
        is paid twice.
        """
        self._forget_rests()
        due = self._get_days_to_record(self.env.cr.now())
        for number, (club, day) in enumerate(due):
            events = club._get_day_events(day)
            for start in range(0, len(events), CHUNK):
                self._record_chunk(events[start : start + CHUNK])
                left = len(events) - start - CHUNK
                if left > 0 and not self.env["ir.cron"]._commit_progress(CHUNK, remaining=left + len(due) - number):
                    return
            club.sudo().days_paid_until = day
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(due) - number - 1):
                return

    def _forget_rests(self):
        """Clubs that pay no such days at present begin anew when they do so again."""
        clubs = self.with_context(active_test=False).search([("days_paid_until", "!=", False)])
        clubs.filtered(
            lambda club: not (club.active and club._get_yearly_triggers() and club._is_earning())
        ).sudo().write({"days_paid_until": False})

    def _record_chunk(self, events):
        repeat(self.env, lambda: self.env["loyalty.card"].sudo()._record_activities(events), "birthdays and the like")

    # --- whose day it is ---

    def _get_day_events(self, day):
        """Birthdays and anniversaries of a day: values for ``loyalty.card._record_activities``."""
        self.ensure_one()
        self.env["loyalty.card"].flush_model()
        self.env["res.partner"].flush_model(["birth_date"])
        return [event for trigger in self._get_yearly_triggers() for event in self._get_events_of(trigger, day)]

    def _get_events_of(self, trigger, day):
        """Members whose birthday, or day of joining, returns on ``day``."""
        moment = self._get_midnight(day)
        column = SQL("p.birth_date") if trigger == "birthday" else SQL("c.joined_on")
        source = SQL("res_partner p JOIN loyalty_card c ON c.partner_id = p.id")
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.id, EXTRACT(YEAR FROM %(column)s)::int
                  FROM %(source)s
                 WHERE EXTRACT(MONTH FROM %(column)s) * 100 + EXTRACT(DAY FROM %(column)s) = ANY(%(codes)s)
                   AND %(column)s < %(day)s AND c.program_id = %(club)s
                   AND c.is_club AND c.active AND c.membership_state = 'active'
                   AND NOT EXISTS (
                       SELECT 1 FROM loyalty_ledger_entry e JOIN loyalty_activity a ON a.id = e.activity_id
                        WHERE e.card_id IN (SELECT id FROM loyalty_card m WHERE m.id = c.id OR m.merged_into_id = c.id)
                          AND a.trigger = %(trigger)s
                          AND e.posted_at >= %(since)s AND e.posted_at < %(until)s)
              ORDER BY c.id
                """,
                column=column,
                source=source if trigger == "birthday" else SQL("loyalty_card c"),
                codes=yearly_codes(day),
                day=day,
                club=self.id,
                trigger=trigger,
                since=day - timedelta(days=PAUSE),
                until=moment,
            )
        )
        return [
            {
                "card_id": card_id,
                "trigger": trigger,
                "key": f"{trigger},{day.year}",
                "at": moment,
                "quantity": day.year - year,
            }
            for card_id, year in rows
        ]
