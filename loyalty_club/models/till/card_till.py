"""What a till reads of a member's account."""

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.periods import period_of
from ...engine.points import ZERO, exact

FIGURES = ("pending", "tiers", "buyers", "given", "taken", "plans", "survey")


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    till_status = fields.Json(
        compute="_compute_till_status", help="What a till needs to know about the member besides the balance."
    )

    @api.depends("points", "tier_id", "membership_state", "joined_on", "ledger_ids", "reservation_ids", "link_token")
    def _compute_till_status(self):
        """A fixed number of queries for any number of members (one of them for each club with tiers).

        For cards that are no accounts: False.
        """
        accounts = self.sudo().filtered("is_club")
        (self - accounts).till_status = False
        if not accounts:
            return
        figures = {name: getattr(accounts, f"_get_till_{name}")() for name in FIGURES}
        spendable = accounts._get_spendable()
        as_of = fields.Datetime.to_string(self.env.cr.now())
        for card in accounts:
            found = {name: values.get(card.id) for name, values in figures.items()}
            card.till_status = {**card._get_till_status(found), "spendable": float(spendable[card]), "as_of": as_of}

    def _get_till_status(self, found):
        """The status of one account out of what was looked up for all of them (superuser mode)."""
        self.ensure_one()
        expiring = self.expiring_points and {"points": self.expiring_points, "on": _day(self.expiring_on)}
        return {
            "state": self.membership_state,
            "joined": bool(self.joined_on),
            "earns": self._may_earn(),
            "pending": found["pending"],
            "expiring": expiring or None,
            "tier": self.tier_id.id or None,
            "plans": found["plans"] or [],
            **(found["tiers"] or {"next": None, "keep": None}),
            "first_purchase": not found["buyers"],
            "given": found["given"] or {},
            "taken": found["taken"] or {},
            "link": self._get_member_url() if self.link_token else None,
            **(found["survey"] or {"survey": None}),
        }

    # --- what is looked up for all accounts at once: {card id: value} ---

    def _get_till_pending(self):
        rows = self.env["loyalty.ledger.entry"]._read_group(
            [("card_id", "in", self.ids), ("state", "=", "pending")],
            ["card_id"],
            ["points:sum", "available_on:min"],
        )
        return {card.id: {"points": points, "on": _day(day)} for card, points, day in rows if points > 0}

    def _get_till_buyers(self):
        """{card id: True} of members who bought before; points from before the ledger stand for purchases."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(c.merged_into_id, c.id)
                  FROM loyalty_ledger_entry e JOIN loyalty_card c ON c.id = e.card_id
                 WHERE e.card_id IN %s AND (e.state != 'void' OR e.explanation IS NOT NULL)
              GROUP BY 1
                HAVING SUM(e.qualifying_orders) > 0
                    OR COUNT(*) FILTER (WHERE e.kind = 'opening' AND e.points != 0) > 0
                """,
                self._get_family_of_ids(),
            )
        )
        return {card_id: True for (card_id,) in rows}

    def _get_till_given(self):
        """{card id: {rule id: points}} of the rules with a limit, for purchases in the period that is now."""
        windows = []
        for rule in self.program_id.rule_ids.filtered("use_limit_points"):
            program = rule.program_id
            day = program._get_local_day(self.env.cr.now())
            edges = [edge and program._get_midnight(edge) for edge in period_of(rule.limit_period or "ever", day)]
            windows.append((rule.id, edges[0] or "-infinity", edges[1] or "infinity"))
        if not windows:
            return {}
        given = {}
        for card_id, rule_id, points in self.env.execute_query(self._get_given_query(windows)):
            given.setdefault(card_id, {})[str(rule_id)] = float(max(exact(points), ZERO))
        return given

    def _get_given_query(self, windows):
        """What each rule gave by the entries of these accounts within its window, by the moment of the purchase."""
        return SQL(
            """
            SELECT COALESCE(c.merged_into_id, c.id), w.rule_id,
                   SUM((e.explanation -> 'booked' ->> w.rule_id::text)::numeric)
              FROM loyalty_ledger_entry e
              JOIN loyalty_card c ON c.id = e.card_id
         LEFT JOIN loyalty_ledger_entry up ON up.id = e.reversed_id
         LEFT JOIN loyalty_ledger_entry top ON top.id = up.reversed_id
        CROSS JOIN LATERAL (SELECT COALESCE((COALESCE(top.explanation, up.explanation, e.explanation)
                                             #>> '{situation,at}')::timestamp, e.qualifying_at)) AS bought (at)
              JOIN (VALUES %s) AS w (rule_id, first, after)
                ON bought.at >= w.first::timestamp AND bought.at < w.after::timestamp
             WHERE e.card_id IN %s AND e.explanation -> 'booked' ? w.rule_id::text
          GROUP BY 1, 2
            """,
            SQL(", ").join(SQL("(%s, %s, %s)", *window) for window in windows),
            self._get_family_of_ids(),
        )

    def _get_till_taken(self):
        """{card id: {reward id: pieces}} of the rewards that are limited per member, in the period that is now."""
        taken = {}
        limited = self.program_id.reward_ids.filtered("has_member_limit")
        for (reward_id, card_id), pieces in limited._get_taken(self).items():
            taken.setdefault(card_id, {})[str(reward_id)] = pieces
        return taken

    def _get_family_of_ids(self):
        """SQL: ids of these accounts and of those merged into them."""
        return SQL(
            "(SELECT id FROM loyalty_card WHERE id = ANY(%(ids)s) OR merged_into_id = ANY(%(ids)s))", ids=self.ids
        )

    # --- for the till ---

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "till_status"]


def _day(day):
    return (day and fields.Date.to_string(day)) or None
