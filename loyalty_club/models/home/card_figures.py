"""Figures that "My club" needs of an account, in one query."""

from odoo import api, fields, models
from odoo.tools import SQL


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    home_figures = fields.Json(
        compute="_compute_home_figures",
        help="What the member's page shows of an account beside its own fields (see the method that computes it).",
    )

    @api.depends("ledger_ids", "points")
    def _compute_home_figures(self):
        """Per account a dict:

        - ``family``: ids of the account and of those merged into it
        - ``pending``: [first usable day, points] of what becomes usable later, the next one first
        - ``expiring``: [last day, points] of what goes next, or None; what is past its last day is not usable any more
        - ``has_badge``: whether the tier has a picture
        - ``has_bought``: whether a purchase is in the ledger
        - ``claims``: {id of an activity: number of claims for it that wait}; 0 where all are decided
        """
        figures = {}
        if self.ids:
            self.flush_model(["merged_into_id", "points", "points_expire_on", "program_id", "tier_id"])
            self.env["loyalty.program"].flush_model(["tz"])
            self.env["loyalty.activity.claim"].flush_model(["card_id", "activity_id", "state", "active"])
            figures = dict(self.env.execute_query(self._get_home_query()))
        for card in self:
            card.home_figures = figures.get(card._origin.id) or {
                "family": card._origin.ids,
                "pending": [],
                "expiring": None,
                "has_badge": False,
                "has_bought": False,
                "claims": {},
            }

    def _get_home_query(self):
        """SQL: (card id, figures as JSON)"""
        return SQL(
            """
            SELECT c.id, json_build_object(
                'family', family.ids,
                'pending', (SELECT COALESCE(json_agg(json_build_array(w.day, w.points) ORDER BY w.day), '[]')
                              FROM (SELECT e.available_on AS day, SUM(e.points) AS points
                                      FROM loyalty_ledger_entry e WHERE e.card_id = c.id AND e.state = 'pending'
                                  GROUP BY e.available_on) w),
                'expiring', CASE WHEN next.day IS NOT NULL THEN json_build_array(next.day, next.points) END,
                'has_badge', EXISTS (SELECT FROM ir_attachment a
                                      WHERE a.res_model = 'loyalty.tier' AND a.res_id = c.tier_id
                                        AND a.res_field = 'badge'),
                'has_bought', EXISTS (SELECT FROM loyalty_ledger_entry e
                                       WHERE e.card_id = ANY(family.ids) AND e.qualifying_orders > 0),
                'claims', (SELECT COALESCE(json_object_agg(w.activity_id, w.waiting), '{}')
                             FROM (SELECT a.activity_id, COUNT(*) FILTER (WHERE a.state = 'submitted') AS waiting
                                     FROM loyalty_activity_claim a
                                    WHERE a.card_id = ANY(family.ids) AND a.active GROUP BY a.activity_id) w))
              FROM loyalty_card c
              JOIN loyalty_program p ON p.id = c.program_id
                   %(next)s
        CROSS JOIN LATERAL (SELECT ARRAY(SELECT m.id FROM loyalty_card m
                                          WHERE m.id = c.id OR m.merged_into_id = c.id) AS ids) family
             WHERE c.id = ANY(%(cards)s)
            """,
            next=self._join_next_to_expire(),
            cards=self.ids,
        )
