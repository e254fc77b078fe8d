"""Whom a plan should have asked by now, less whom it has: one query, whose cost follows what happened of late."""

from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from ....engine.sampling import WHOLE


class Due(NamedTuple):
    """One member to ask about one event; moments are naive UTC."""

    key: str
    at: object
    partner_id: int
    origin_model: str
    origin_id: int
    account_id: int


class LoyaltySurveyPlan(models.Model):
    _inherit = "loyalty.survey.plan"

    def _get_due(self, now=None):
        """Events after which this plan has neither asked nor said why not, the oldest first.

        :param datetime now: naive UTC
        :return: list of ``Due``, each event once
        """
        self.ensure_one()
        until = self._get_horizon(now)
        since = self._get_since(until)
        if since > until:
            return []
        self.env.flush_all()
        due = {}
        for row in self.env.execute_query(self._get_due_query(self._get_events_query(since, until))):
            due.setdefault(row[0], Due(*row))
        return list(due.values())

    def _get_due_query(self, events):
        """SQL: the events without an invitation, of members of the club who belong to tiers and sample.

        Members are looked up one by one (``LIMIT``), for PostgreSQL would rather read all of them than a thousand.
        """
        return SQL(
            """
              WITH event AS MATERIALIZED (%(events)s)
            SELECT %(prefix)s || event.key, event.at, p.id, event.origin_model, event.origin_id, c.id
              FROM event
        CROSS JOIN LATERAL (
                   SELECT p.id, CASE WHEN %(shared)s AND owner.is_company THEN owner.id ELSE p.id END AS owner_id
                     FROM res_partner p JOIN res_partner owner ON owner.id = COALESCE(p.commercial_partner_id, p.id)
                    WHERE p.id = event.partner_id AND p.active LIMIT 1) p
        CROSS JOIN LATERAL (
                   SELECT c.id, c.tier_id FROM loyalty_card c
                    WHERE c.program_id = %(club)s AND c.partner_id = p.owner_id AND c.is_club AND c.active
                      AND c.joined_on IS NOT NULL AND c.membership_state = 'active' LIMIT 1) c
             WHERE (SELECT i.id FROM loyalty_survey_invitation i WHERE i.key = %(prefix)s || event.key) IS NULL
               %(tiers)s %(sample)s
          ORDER BY event.at, event.key
            """,
            events=events,
            prefix=self._get_key_prefix(),
            club=self.program_id.id,
            shared=self.program_id.contact_accounts == "company",
            tiers=SQL("AND c.tier_id = ANY(%s)", self.tier_ids.ids) if self.tier_ids else SQL(),
            sample=self._get_sample_condition(),
        )

    def _get_key_prefix(self):
        return f"{self.id},"

    def _get_sample_condition(self):
        """SQL that is true for members of the sample, as ``engine.sampling`` says."""
        if self.share >= 100:
            return SQL()
        return SQL(
            "AND ('x' || left(md5(%s || p.id), 8))::bit(32)::bigint < %s",
            f"{self.id},",
            self.share * WHOLE / 100,
        )
