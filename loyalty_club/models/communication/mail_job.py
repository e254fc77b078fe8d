"""The job that compares: who should have been told by now, less who has. Postings only wake it up."""

from odoo import api, models
from odoo.tools import ormcache

from ..repeating import repeat
from .mail import DAILY, EVENTS

JOB = "loyalty_club.ir_cron_communications"
CHUNK = 1000
AWAKE = "loyalty_club.communications_awake"


class LoyaltyMail(models.Model):
    _inherit = "loyalty.mail"

    # --- waking up ---

    @api.model
    @ormcache()
    def _get_events_in_use(self):
        """Occasions of active clubs that are told soon after they happen: remembered, because every posting asks."""
        domain = [("trigger", "in", EVENTS), ("program_id.program_type", "=", "loyalty")]
        return frozenset(row[0] for row in self.sudo()._read_group(domain, ["trigger"]))

    @api.model
    def _wake_up(self, *triggers):
        """Have the job look soon, once in a transaction; nothing where no club tells this."""
        data = self.env.cr.precommit.data
        if data.get(AWAKE) or not self._get_events_in_use().intersection(triggers):
            return
        job = self.env.ref(JOB, raise_if_not_found=False)
        if job:
            data[AWAKE] = True
            job.sudo()._trigger()

    # --- the work ---

    def _tell_due(self, now=None):
        """Queue what is due of these communications (of an empty recordset: all). Never commits.

        :param datetime now: naive UTC, by default now
        :return: number of messages that were queued
        """
        now = now or self.env.cr.now().replace(microsecond=0)
        count = 0
        for mail in self._get_mails_to_look_at(now):
            after = None
            while after is not False:
                made, after = mail._tell_chunk(now, after)
                count += made
            mail._note_looked(now)
        return count

    @api.model
    def _cron_tell(self):
        """Hourly, because a day begins at another hour in each club, and when woken up: in chunks that are kept."""
        now = self.env.cr.now().replace(microsecond=0)
        mails = self._get_mails_to_look_at(now)
        for number, mail in enumerate(mails):
            after = None
            while after is not False:
                made, after = mail._tell_chunk_or_repeat(now, after)
                if after is False:
                    mail._note_looked(now)
                remaining = len(mails) - number - (after is False)
                if not self.env["ir.cron"]._commit_progress(made or 1, remaining=remaining):
                    return

    def _tell_chunk_or_repeat(self, now, after):
        """A chunk that met another transaction is repeated."""
        return repeat(self.env, lambda: self._tell_chunk(now, after), "communications")

    def _get_mails_to_look_at(self, now):
        """Communications of running clubs; what has a day only once in a day of the club."""
        mails = self.sudo() or self.sudo().search([("trigger", "in", (*EVENTS, *DAILY))], order="id")
        mails = mails.filtered(lambda mail: mail.program_type == "loyalty" and mail.program_id.active and mail.active)
        return mails.filtered(lambda mail: mail._is_event() or mail.looked_on != mail._get_days(now)[1])

    def _note_looked(self, now):
        if not self._is_event():
            self.looked_on = self._get_days(now)[1]

    def _tell_chunk(self, now, after):
        """Queue the next members in the order of their accounts.

        :param tuple after: where the chunk before ended; None: from the start
        :return: (number of messages made, where this chunk ended; False: nothing is left)
        """
        self.ensure_one()
        self.env.flush_all()
        rows = self._get_due(now, CHUNK, after)
        told = self._wait_for_birthdays(self._drop_needless(rows))
        made = self.env["loyalty.message"].sudo()._queue([self._prepare_message(row) for row in told])
        return len(made), (rows[-1]["card_id"], rows[-1]["what"]) if len(rows) == CHUNK else False

    def _drop_needless(self, rows):
        """Rows without those for whom it turns out not to be true: a tier that is kept anyway does not end."""
        if self.trigger != "tier_ending" or not rows:
            return rows
        cards = self.env["loyalty.card"].sudo().browse([row["card_id"] for row in rows])
        kept = {card.id for card in cards if card._will_keep_tier()}
        return [row for row in rows if row["card_id"] not in kept]

    def _prepare_message(self, row):
        """Values for ``loyalty.message._queue``.

        :param dict row: see ``_get_due``
        """
        template = self._get_template()
        model, record_id = self._get_record(row["card_id"], row.get("entry_id"))
        return {
            "partner_id": row["partner_id"],
            "account_id": row["card_id"],
            "program_id": self.program_id.id,
            "company_id": row["company_id"],
            "purpose": self._get_purpose(),
            "channel": self.channel,
            "key": row["key"],
            "res_model": model,
            "res_id": record_id,
            "due_at": row.get("due_at"),
            "valid_until": row.get("valid_until"),
            "entry_id": row.get("entry_id"),
            "sms_template_id" if self.channel == "sms" else "mail_template_id": template.id,
        }
