"""A change that a partner's computer asked for is done once, however often it asks."""

import json
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

KEPT_DAYS = 30
REFUSAL_KEPT_MINUTES = 60


class ApiError(Exception):
    """Something that is answered with a code for programs and a sentence for people.

    :param int status: of HTTP
    :param str code: what programs look at
    :param str message: what people read
    :param dict headers: of the answer
    """

    loglevel = logging.INFO  # Odoo's server takes what it does not know for an error of its own

    def __init__(self, status, code, message, headers=None):
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, headers or {}

    def get_body(self):
        return {"error": {"code": self.code, "message": self.message}}


class LoyaltyCoalitionRequest(models.Model):
    """One change that a partner's computer asked for by the API, and what it was answered."""

    _name = "loyalty.coalition.request"
    _description = "API Request of a Partner"
    _order = "id desc"
    _rec_name = "path"

    coalition_id = fields.Many2one(
        "loyalty.coalition.partner", "Partner", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="coalition_id.company_id", store=True, index=True)
    key = fields.Char(required=True, readonly=True, help="What the partner calls this request.")
    fingerprint = fields.Char(required=True, readonly=True, help="Of what was asked for.")
    method = fields.Char(required=True, readonly=True)
    path = fields.Char(required=True, readonly=True)
    status = fields.Integer(readonly=True, aggregator=None)
    answer = fields.Text(readonly=True)

    _key_key = models.UniqueIndex("(coalition_id, key)")

    @api.model
    def _answer_once(self, coalition, values, work):
        """Do what is asked for, unless it was done before.

        Of two that ask with one key at once the second waits, then starts over and finds the first one's answer.

        :param dict values: key, fingerprint, method and path
        :param work: a function without arguments, which returns (status, what is answered); it may raise ``ApiError``
            or ``UserError``: then nothing of it is kept but the refusal
        :return: (status, text of the answer, whether it was given before)
        :raise ApiError: the key stands for another request
        """
        asked, is_new = self.sudo()._take_key(coalition, values)
        if not is_new:
            if asked.fingerprint != values["fingerprint"]:
                raise ApiError(
                    422, "key_reused", self.env._("This Idempotency-Key was used for another request. Send a new one.")
                )
            return asked.status, asked.answer, True
        try:
            with self.env.cr.savepoint():
                status, body = work()
        except ApiError as error:
            status, body = error.status, error.get_body()
        except AccessError:
            raise
        except UserError as error:
            status, body = 409, ApiError(409, "refused", str(error)).get_body()
        answer = json.dumps(body, ensure_ascii=False)
        asked.write({"status": status, "answer": answer})
        return status, answer, False

    def _take_key(self, coalition, values):
        """(the request of that key, whether it is this one that has to be done)"""
        now = self.env.cr.now()
        row = self.env.execute_query(
            SQL(
                """
                INSERT INTO loyalty_coalition_request (coalition_id, company_id, key, fingerprint, method, path,
                                                       create_uid, write_uid, create_date, write_date)
                VALUES (%(coalition)s, %(company)s, %(key)s, %(fingerprint)s, %(method)s, %(path)s,
                        %(uid)s, %(uid)s, %(now)s, %(now)s)
                ON CONFLICT DO NOTHING RETURNING id
                """,
                coalition=coalition.id,
                company=coalition.company_id.id,
                uid=self.env.uid,
                now=now,
                **values,
            )
        )
        if row:
            return self.browse(row[0][0]), True
        asked = self.search([("coalition_id", "=", coalition.id), ("key", "=", values["key"])])
        is_over = asked.status >= 400 and asked.write_date < now - timedelta(minutes=REFUSAL_KEPT_MINUTES)
        if is_over:
            asked.write(values)
        return asked, is_over

    @api.autovacuum
    def _gc_requests(self):
        over = self.env.cr.now() - timedelta(days=KEPT_DAYS)
        self.env.cr.execute(SQL("DELETE FROM loyalty_coalition_request WHERE write_date < %s", over))
