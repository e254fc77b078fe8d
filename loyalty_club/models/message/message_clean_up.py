"""Old messages are removed, text and all; nothing is told twice because its key went."""

from odoo import api, models
from odoo.tools import SQL

BATCH = 1000


class LoyaltyMessage(models.Model):
    _inherit = "loyalty.message"

    @api.autovacuum
    def _gc_messages(self, limit=BATCH):
        """Remove messages that are older than the company keeps them, some at a time.

        What still waits stays, and so do keys without an end: whoever was welcomed once is not welcomed again, a gift
        is told once. A recall stays as long as its list of buyers, because it proves who was told. What may be told for
        some days stays until these are over, and as long again: points that expire are told together with later ones.

        :return: (number of messages removed, whether there are more)
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT m.id FROM loyalty_message m JOIN res_company c ON c.id = m.company_id
                 WHERE c.club_message_months > 0 AND m.state != 'waiting' AND m.purpose != 'welcome'
                   AND m.key NOT LIKE 'gift,%%'
                   AND GREATEST(m.create_date, m.due_at, m.sent_at,
                                m.valid_until + (m.valid_until - m.due_at) + INTERVAL '7 days')
                       < %s - make_interval(months => c.club_message_months)
                   AND NOT EXISTS (SELECT FROM loyalty_news_recipient r
                                    WHERE m.purpose = 'recall' AND r.message_id = m.id)
                   AND NOT EXISTS (SELECT FROM loyalty_message other
                                     JOIN loyalty_news_recipient r ON r.message_id = other.id
                                    WHERE m.purpose = 'recall' AND other.instead_of_id = m.id)
              ORDER BY m.id LIMIT %s
                """,
                self.env.cr.now(),
                limit + 1,
            )
        )
        old = self.sudo().browse(message_id for (message_id,) in rows[:limit])
        old._before_removal()
        old.mail_id.unlink()
        old.sms_id.unlink()
        old.unlink()
        return len(old), len(rows) > limit

    def _before_removal(self):
        """Hook: these messages (superuser mode) are about to be removed for good, because they are old."""
