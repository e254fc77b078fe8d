"""The job of a survey plan: 100,000 members of whom 1,000 bought are asked as fast as 1,000 members who all did.

Measured is the whole job but its commit: who is due, who was asked lately, the invitations, the messages before the
gate. The larger club has three orders from before the plan for each of its members, so its tables are large, too.
"""

from datetime import timedelta

BUYERS = 1_000
MEMBERS = 100_000
TARGET = 1.25


def run(bench):
    buyers = bench.size(BUYERS, quick=200)
    members = {"100,000 members": bench.size(MEMBERS, quick=5_000), "1,000 members": buyers}
    plans = {}
    with (
        bench.environment(_prepare(bench, members["100,000 members"], buyers)) as large,
        bench.environment(_prepare(bench, members["1,000 members"], buyers)) as small,
    ):
        for name, env in zip(members, (large, small), strict=True):
            plans[name] = env["loyalty.survey.plan"].search([("name", "=", "Bench")])
            asked = _ask(plans[name])
            if len(asked) != buyers or set(asked.mapped("state")) != {"planned"}:
                raise RuntimeError(f"{len(asked)} of {buyers} were asked")
        return bench.compare(
            "survey_plan",
            {name: lambda name=name: _ask(plans[name]) for name in members},
            repeat=bench.size(15, quick=5),
            warmup=1,
            before=lambda name: _reset(plans[name]),
            count=lambda name: plans[name].env.cr.sql_log_count,
            target=TARGET,
            queries_target=1.0,
        )


def _ask(plan):
    """What the job does for a plan, in its chunks."""
    from odoo.addons.loyalty_club.models.survey.asking.plan_asking import CHUNK

    due = plan._look()
    asked = plan.env["loyalty.survey.invitation"]
    for start in range(0, len(due), CHUNK):
        asked |= plan._ask(due[start : start + CHUNK])
    plan.env.flush_all()
    return asked


def _reset(plan):
    plan.env.cr.rollback()
    plan.env.invalidate_all()


def _prepare(bench, members, buyers):
    """A scratch database with a club, a plan that runs, and orders made by SQL: old ones, and one for each buyer."""
    database = bench.database("club")
    with bench.environment(database) as env:
        from odoo.fields import Command

        env["loyalty.program"].search([]).active = False
        club = env["loyalty.program"].create({"name": "Club", "program_type": "loyalty", "tz": "UTC"})
        question = Command.create({"title": "How was it?", "question_type": "char_box"})
        survey = env["survey.survey"].create({"title": "Bench", "question_and_page_ids": [question]})
        plan = env["loyalty.survey.plan"].create(
            {"name": "Bench", "program_id": club.id, "survey_id": survey.id, "moment": "order_confirmed"}
        )
        plan.action_start()
        plan.sudo().started_at = env.cr.now() - timedelta(days=2)
        product = env["product.product"].create({"name": "Bench", "type": "service", "list_price": 10})
        partner = env["res.partner"].create({"name": "Bench"})
        order = env["sale.order"].create(
            {"partner_id": partner.id, "order_line": [Command.create({"product_id": product.id})]}
        )
        env.flush_all()
        values = {
            "club": club.id,
            "company": club.company_id.id or None,
            "members": members,
            "buyers": buyers,
            "order": order.id,
            "old": 0 if members == buyers else 3,
        }
        for statement in STATEMENTS:
            env.cr.execute(statement, values)
        env.cr.commit()
    bench.sql(database, "VACUUM ANALYZE")
    return database


STATEMENTS = (
    """
    INSERT INTO res_partner (name, complete_name, active, type, autopost_bills, create_date)
    SELECT 'Bench ' || number, 'Bench ' || number, true, 'contact', 'ask', now()
      FROM generate_series(1, %(members)s) number
    """,
    "UPDATE res_partner SET commercial_partner_id = id WHERE commercial_partner_id IS NULL",
    """
    INSERT INTO loyalty_card (program_id, company_id, partner_id, code, active, points, is_club, membership_state,
                              joined_on, create_uid, create_date, write_uid, write_date)
    SELECT %(club)s, %(company)s, id, 'bench-' || id, true, 0, true, 'active', '2020-01-01', 1, now(), 1, now()
      FROM res_partner WHERE name LIKE 'Bench %%'
    """,
    """
    INSERT INTO sale_order (name, partner_id, partner_invoice_id, partner_shipping_id, company_id, currency_id, state,
                            date_order, warehouse_id, picking_policy, points_revision)
    SELECT 'B' || p.id, p.id, p.id, p.id, o.company_id, o.currency_id, 'sale',
           now()::timestamp - CASE WHEN kind.old = 0 THEN interval '1 hour' ELSE kind.old * interval '30 days' END,
           o.warehouse_id, o.picking_policy, 1
      FROM (SELECT id, row_number() OVER (ORDER BY id) AS number FROM res_partner WHERE name LIKE 'Bench %%') p
      JOIN sale_order o ON o.id = %(order)s
CROSS JOIN generate_series(0, %(old)s) kind (old)
     WHERE kind.old > 0 OR p.number %% (%(members)s / %(buyers)s) = 0
    """,
    """
    INSERT INTO sale_order_line (order_id, product_id, product_uom_qty, price_unit, name, company_id, currency_id,
                                 customer_lead, state)
    SELECT o.id, l.product_id, 1, 10, 'Bench', o.company_id, o.currency_id, 0, 'sale'
      FROM sale_order o JOIN sale_order_line l ON l.order_id = %(order)s WHERE o.name LIKE 'B%%' AND o.id > %(order)s
    """,
)
