"""Fifty members cost as many queries as one, and what is due is found without reading everybody."""

from odoo.tests import tagged
from odoo.tools import SQL

from .communication_case import CommunicationCase

DAILY = ("points_expiring", "tier_ending", "birthday", "inactive")


@tagged("post_install", "-at_install")
class TestCommunicationQueries(CommunicationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.write({"tier_period": "calendar_year", "tier_keep": "period_end", "tier_downgrade": "qualified"})
        cls.env["loyalty.tier"].create(
            [
                {"program_id": cls.club.id, "name": "Bronze", "sequence": 1},
                {"program_id": cls.club.id, "name": "Silver", "sequence": 2, "min_points": 100},
            ]
        )

    def make_due(self, number):
        """So many members for whom everything is due on 2026-12-20."""
        partners = self.env["res.partner"].create(
            [{"name": f"Member {index}", "birth_date": "1990-12-20"} for index in range(number)]
        )
        with self.at("2026-10-21 10:00:00"):
            cards = self.env["loyalty.card"].create(
                [{"program_id": self.club.id, "partner_id": partner.id} for partner in partners]
            )
            self.env["loyalty.card"]._post_points_batch(
                [
                    {
                        "card_id": card.id,
                        "points": 100,
                        "kind": "accrual",
                        "expires_on": self.env.cr.now().date().replace(month=12, day=31),
                        "qualifying": {"points": 100},
                    }
                    for card in cards
                ]
            )
        return cards

    def count(self, number):
        """(queries, messages) of each occasion with so many members."""
        self.make_due(number)
        counts = {}
        for trigger, days in {**dict.fromkeys(DAILY, 11), "inactive": 60}.items():
            with self.at("2026-12-20 06:30:00"):
                mail = self.switch_on(trigger, days=days)
                mail.since = "2026-01-01 00:00:00"
                made = []
                queries = self.count_queries(lambda mail=mail, made=made: made.append(mail._tell_due()))
                counts[trigger] = (queries, *made)
        return counts

    def test_one_and_fifty(self):
        self.count(1)  # what is remembered for good
        one, fifty = self.count(1), self.count(50)
        for trigger in DAILY:
            with self.subTest(trigger):
                told = (0, 0) if trigger == "tier_ending" else (2, 52)  # all of them keep it
                self.assertEqual((one[trigger][1], fifty[trigger][1]), told)
                self.assertEqual(fifty[trigger][0], one[trigger][0])
                self.assertLess(one[trigger][0], 20)

    def test_others_are_not_read(self):
        """With 100,000 members, of whom 10 have something due, PostgreSQL reads about those 10."""
        self.make_due(10)
        self._add_crowd(100_000)
        for trigger, days in {**dict.fromkeys(DAILY, 11), "inactive": 60, "welcome": 0, "points_earned": 0}.items():
            with self.at("2026-12-20 06:30:00"):
                mail = self.switch_on(trigger, days=days)
                mail.since = "2026-01-01 00:00:00"
                self.env.flush_all()
                due = mail._get_due(self.env.cr.now(), 1000)
                with self.subTest(trigger):
                    self.assertEqual(len(due), 10 if trigger in DAILY else 0)
                    self.assertLess(self._count_read(mail), 5_000)

    def _add_crowd(self, number):
        """Members with points who joined years ago, bought last week, and have nothing due: written by SQL."""
        self.env.flush_all()
        self._insert(
            """
            INSERT INTO res_partner (name, active, birth_date, type, autopost_bills, ref)
            SELECT 'Crowd ' || n, TRUE, DATE '1980-01-01' + n %% 300, 'contact', 'ask', 'crowd'
              FROM generate_series(1, %(number)s) n
            """,
            number,
        )
        self._insert(
            """
            INSERT INTO loyalty_card (program_id, partner_id, code, points, active, is_club, membership_state,
                   joined_on)
            SELECT %(club)s, p.id, 'CROWD' || p.id, 5, TRUE, TRUE, 'active', DATE '2020-01-01'
              FROM res_partner p WHERE p.ref = 'crowd'
            """,
            number,
        )
        self._insert(
            """
            INSERT INTO loyalty_ledger_entry (card_id, program_id, partner_id, kind, state, points, balance,
                   remaining, uncovered, forgiven, posted_at, expires_on, qualifying_points, qualifying_amount,
                   qualifying_orders)
            SELECT c.id, %(club)s, c.partner_id, 'accrual', 'posted', 5, 5, 5, 0, 0, '2026-12-13 10:00:00',
                   DATE '2027-12-31', 0, 0, 0 FROM loyalty_card c WHERE c.code LIKE 'CROWD%%'
            """,
            number,
        )

    def _insert(self, statement, number):
        self.env.cr.execute(SQL(statement, number=number, club=self.club.id))
        self.env.cr.execute("ANALYZE res_partner, loyalty_card, loyalty_ledger_entry, loyalty_message")

    def _count_read(self, mail):
        """Rows that PostgreSQL looked at, those that it threw away included."""
        plans = []
        execute = self.env.cr.execute

        def explain(query, *args, **values):
            if isinstance(query, SQL) and "found AS" in query.code:
                execute(SQL("EXPLAIN (ANALYZE, FORMAT JSON) %s", query))
                plans.append(self.env.cr.fetchone()[0][0]["Plan"])
            return execute(query, *args, **values)

        self.env.cr.execute = explain
        try:
            mail._get_due(self.env.cr.now(), 1000)
        finally:
            del self.env.cr.execute
        return self._sum_rows(plans[0])

    def _sum_rows(self, plan):
        own = 0
        if "Relation Name" in plan:
            thrown = plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
            own = (plan["Actual Rows"] + thrown) * plan["Actual Loops"]
        return own + sum(self._sum_rows(child) for child in plan.get("Plans", ()))
