"""The job behind the gate: what may be sent now is handed over to Odoo's queues of mails and text messages.

All that the decision needs is read for a whole chunk at once; what is decided is stored in one go.
"""

from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ...engine import messages as gate
from ..repeating import repeat

CHUNK = 100
MOST_BOUNCES = 5
"""So many mails in a row came back: Odoo's own mailings stop then, too."""


class LoyaltyMessage(models.Model):
    _inherit = "loyalty.message"

    @api.model
    def _send_due(self, now=None, limit=None):
        """Decide about what is due, and hand over what may be sent. Never commits.

        :param datetime now: naive UTC
        :param int limit: so many messages at most
        :return: number of messages that were looked at
        """
        now = (now or self.env.cr.now()).replace(microsecond=0)
        due = self._take_due(now, limit or CHUNK).with_context(tz=None)
        verdicts, skipped = due._decide(now), defaultdict(self.browse)
        for message, verdict in verdicts.items():
            if isinstance(verdict, gate.Skip):
                skipped[verdict.reason] |= message
            elif isinstance(verdict, gate.Wait):
                message.write({"next_at": verdict.until, "reason": verdict.reason})
        for reason, messages in skipped.items():
            messages.sudo()._skip(reason)
        due.filtered(lambda message: isinstance(verdicts[message], gate.Send))._hand_over(now)
        self.env.flush_all()
        return len(due)

    @api.model
    def _take_due(self, now, limit):
        """Messages whose moment has come; locked, of companies that nobody sends for. Those that belong to a purchase
        come first, then those that wait longest, each with what else waits for the same person: of these the most
        urgent one gets what is left of the limit.

        :return: in the order in which they are decided
        """
        self.env.flush_all()
        waiting = SQL(
            """
            SELECT company.id FROM res_company company
             WHERE EXISTS (SELECT FROM loyalty_message message WHERE message.company_id = company.id
                              AND message.state = 'waiting' AND message.next_at <= %s)
            """,
            now,
        )
        companies = [company_id for (company_id,) in self.env.execute_query(waiting)]
        rows = self.env.execute_query(
            SQL(
                """
                  WITH next AS (
                SELECT partner_id, company_id, is_service FROM loyalty_message
                 WHERE state = 'waiting' AND next_at <= %(now)s AND company_id = ANY(%(companies)s)
              ORDER BY is_service DESC, next_at, id LIMIT %(limit)s)
                SELECT m.id FROM loyalty_message m
                 WHERE m.state = 'waiting' AND m.next_at <= %(now)s AND EXISTS (
                       SELECT FROM next WHERE next.partner_id = m.partner_id AND next.company_id = m.company_id)
              ORDER BY m.next_at, m.id FOR NO KEY UPDATE SKIP LOCKED
                """,
                now=now,
                companies=self.env["loyalty.message.turn"]._take(companies),
                limit=limit,
            )
        )
        self.env.invalidate_all()
        due = self.sudo().browse(message_id for (message_id,) in rows)
        return due.sorted(lambda message: gate.urgency(message.purpose, message.is_service))

    def _decide(self, now):
        """What becomes of these messages.

        :return: {message: ``Send``, ``Wait`` or ``Skip`` of the engine}, in the same order
        """
        sent, candidates = self._get_sent(now), self._get_candidates()
        settings = {
            company: gate.Settings(company.club_message_limit, company.club_quiet_from, company.club_quiet_to)
            for company in self.company_id
        }
        verdicts = {}
        for message in self:
            before = sent[message.partner_id.id, message.company_id.id]
            candidate = candidates(message, tuple(before))
            verdicts[message] = gate.decide(candidate, settings[message.company_id], now)
            if isinstance(verdicts[message], gate.Send) and not message.is_service:
                before.append(now)
        return verdicts

    def _get_sent(self, now):
        """{(partner id, company id): when the messages of the last seven days that count were sent}"""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, company_id, sent_at FROM loyalty_message
                 WHERE partner_id = ANY(%s) AND company_id = ANY(%s) AND state = 'sent' AND NOT is_service
                   AND sent_at > %s
                """,
                self.partner_id.ids,
                self.company_id.ids,
                now - gate.WEEK,
            )
        )
        sent = defaultdict(list)
        for partner_id, company_id, sent_at in rows:
            sent[partner_id, company_id].append(sent_at)
        return sent

    def _get_candidates(self):
        """
        :return: function (message, moments at which others were sent) -> ``Candidate`` of the engine; it asks no more
            queries
        """
        partners = self.partner_id
        states = self.env["loyalty.consent"]._get_states(partners, self.company_id)
        subjects, moot = self._get_subjects(), self._find_moot()
        Mails, Phones = self.env["mail.blacklist"].sudo(), self.env["phone.blacklist"].sudo()
        refused = {
            "email": set(Mails.search([("email", "in", partners.mapped("email_normalized"))]).mapped("email")),
            "sms": set(Phones.search([("number", "in", partners.mapped("phone_sanitized"))]).mapped("number")),
        }

        def get_candidate(message, sent):
            partner, address = message.partner_id, message._get_address()
            return gate.Candidate(
                due_at=message.due_at,
                valid_until=message.valid_until or None,
                is_service=message.is_service,
                is_immediate=message.purpose == "account",
                has_address=bool(address),
                has_consent=message._is_agreed(states),
                is_blacklisted=address in refused[message.channel],
                has_left=message.account_id.membership_state == "left",
                obstacle=gate.GONE if message in moot else message._get_obstacle(subjects),
                zone=partner.tz or message.program_id.tz or message.company_id.partner_id.tz or "UTC",
                sent=sent,
            )

        return get_candidate

    def _get_address(self):
        """Where the message goes, as the lists of those who want no mailings know it; False: nowhere."""
        return self.partner_id.email_normalized if self.channel == "email" else self.partner_id.phone_sanitized

    def _get_template(self):
        return self.mail_template_id if self.channel == "email" else self.sms_template_id

    def _get_subjects(self):
        """{model: ids of the records that these messages are about and that are still there}"""
        ids = defaultdict(set)
        for message in self:
            ids[message._get_template().model].add(message._get_subject_id())
        return {
            name: set(self.env[name].sudo().browse(ids[name]).exists().ids) for name in ids if name and name in self.env
        }

    def _find_moot(self):
        """Hook: those of these messages whose subject is still there, but no longer what they tell. No more queries for
        many messages than for one.
        """
        return self.browse()

    def _get_subject_id(self):
        """The id of the record that the template is rendered on."""
        return self.id if self._get_template().model == self._name else self.res_id

    def _get_obstacle(self, subjects):
        """Why it can never be sent, whatever the member agreed to; None: it can."""
        template = self._get_template()
        if not template:
            return gate.NO_TEMPLATE
        if self._get_subject_id() not in subjects.get(template.model, ()) or not self.partner_id.active:
            return gate.GONE
        if self.channel == "email" and self.partner_id.message_bounce >= MOST_BOUNCES:
            return gate.BOUNCED
        is_closed = not all(record.active for record in (*self.program_id, *self.account_id))
        return gate.GONE if is_closed and not self.is_service else None

    # --- the job ---

    @api.model
    def _cron_send_messages(self):
        """Whenever it is woken up, and hourly: what is due, in chunks that are committed."""
        while True:
            done = self._send_chunk()
            left = self.sudo().search_count([("state", "=", "waiting"), ("next_at", "<=", self.env.cr.now())])
            if not done or not self.env["ir.cron"]._commit_progress(done, remaining=left):
                break
        following = self.sudo().search([("state", "=", "waiting")], order="next_at, id", limit=1)
        if following and following.next_at > self.env.cr.now():
            self._wake_job(following.next_at + timedelta(seconds=1))

    @api.model
    def _send_chunk(self):
        """``_send_due``; what met another transaction is repeated."""
        return repeat(self.env, self._send_due, "messages")
