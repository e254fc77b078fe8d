"""One process at a time sends the messages of a company, so that nobody gets more than the limit."""

from odoo import api, fields, models
from odoo.tools import SQL


class LoyaltyMessageTurn(models.Model):
    _name = "loyalty.message.turn"
    _description = "Sender of Messages"
    _log_access = False
    _rec_name = "company_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    at = fields.Datetime(readonly=True)

    _company_uniq = models.UniqueIndex("(company_id)")

    @api.model
    def _take(self, company_ids):
        """Until the end of the transaction nobody else sends for these companies.

        :return: the companies that are free; another process is busy with the others. Where one was busy since this
            transaction began, PostgreSQL refuses, and the job starts over with what was sent by then.
        """
        if not company_ids:
            return []
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO loyalty_message_turn (company_id)
                SELECT company FROM unnest(%s) company ORDER BY company ON CONFLICT DO NOTHING
                """,
                sorted(company_ids),
            )
        )
        free = self.env.execute_query(
            SQL(
                """
                WITH free AS (SELECT id FROM loyalty_message_turn WHERE company_id = ANY(%s)
                            ORDER BY id FOR NO KEY UPDATE SKIP LOCKED)
                UPDATE loyalty_message_turn turn SET at = %s FROM free WHERE free.id = turn.id RETURNING company_id
                """,
                sorted(company_ids),
                self.env.cr.now().replace(microsecond=0),
            )
        )
        return [company_id for (company_id,) in free]
