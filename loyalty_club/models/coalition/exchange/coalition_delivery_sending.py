"""Sending webhooks: signed, with growing pauses after failures, one partner's trouble not being another's."""

import json
import logging
import time
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ....engine.webhooks import PAUSES, get_pause, sign
from . import safe_http

_logger = logging.getLogger(__name__)

MOST = 500
GONE = 410


class LoyaltyCoalitionDelivery(models.Model):
    _inherit = "loyalty.coalition.delivery"

    @api.model
    def _cron_send(self):
        """Send what is due, to each partner in turn. One that does not answer is left alone for the rest of this tick.

        Each answer is committed before the next message is sent; whoever is killed in between sends one message twice,
        and the receiver knows it by its id.
        """
        due = self._find_due()
        silent = set()
        for number, delivery in enumerate(due, 1):
            if delivery.coalition_id.id not in silent and not delivery._send():
                silent.add(delivery.coalition_id.id)
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(due) - number):
                return

    @api.model
    def _find_due(self):
        """What is due, the oldest of each partner first, then the second of each, and so on: one that is silent and for
        whom much waits keeps nobody else's messages back.
        """
        self.flush_model(["state", "next_at", "coalition_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM (
                    SELECT id, next_at, ROW_NUMBER() OVER (PARTITION BY coalition_id ORDER BY next_at, id) AS turn
                      FROM loyalty_coalition_delivery WHERE state = 'waiting' AND next_at < %s) AS due
                 ORDER BY turn, next_at, id LIMIT %s
                """,
                self.env.cr.now() + timedelta(seconds=1),
                MOST,
            )
        )
        return self.sudo().browse(row[0] for row in rows)

    @api.private
    def _send(self):
        """Try once.

        :return: False where the partner's computer could not be used, whatever was sent
        """
        self.ensure_one()
        delivery = self.sudo().try_lock_for_update()
        if not delivery or delivery.state != "waiting":
            return True  # somebody else is at it
        coalition = delivery.coalition_id
        if not coalition.webhook_url:
            delivery.write({"state": "failed", "answer": self.env._("The partner has no address for news any more.")})
            return True
        body = json.dumps(delivery._prepare_payload(), ensure_ascii=False)
        timestamp = int(time.time())
        delivery.write({"attempts": delivery.attempts + 1, "payload": body})
        try:
            answer = safe_http.fetch(
                "POST",
                coalition.webhook_url,
                headers={
                    "Content-Type": "application/json",
                    "Club-Event": delivery.event_uid,
                    "Club-Timestamp": str(timestamp),
                    "Club-Signature": sign(coalition.webhook_secret or "", timestamp, body),
                    **coalition._get_database_headers(),
                },
                body=body.encode(),
                **coalition._get_fetch_options(),
            )
        except safe_http.Unreachable as error:
            delivery._note_failure(str(error))
            return False
        return delivery._note_answer(answer)

    def _note_answer(self, answer):
        text = f"{answer.status} {answer.body[:300].decode(errors='replace')}".replace("\0", "")
        if 200 <= answer.status < 300:
            self.write({"state": "sent", "sent_at": self.env.cr.now(), "answer": text})
            return True
        wait = answer.headers.get("Retry-After", "")
        self._note_failure(text, is_over=answer.status == GONE, seconds=int(wait) if wait.isdecimal() else 0)
        return False

    def _note_failure(self, text, *, is_over=False, seconds=0):
        """Try again after a pause that grows, or give up and tell somebody.

        :param int seconds: that the partner asks to wait
        """
        _logger.info("Webhook %s, attempt %s: %s", self.id, self.attempts, text)
        pause = None if is_over else get_pause(self.attempts)
        if pause is None:
            self.write({"state": "failed", "answer": text})
            self._tell_failed()
            return
        next_at = self.env.cr.now() + max(pause, min(timedelta(seconds=seconds), PAUSES[-1]))
        self.write({"next_at": next_at, "answer": text})
        self._get_job()._trigger(at=next_at)

    def _tell_failed(self):
        coalition = self.coalition_id._as_responsible_reads()
        coalition._ask_responsible(
            coalition.env._("Webhooks fail"),
            coalition.env._("The partner's computer did not take what happened to coupons. See the failed webhooks."),
        )
