"""The job that renews memberships: its cost follows those that are due, not those there are.

``renew``: a tick over 100,000 memberships of which 3 % are due today, against a tick over 3,000 memberships that are
all due. Of those due every other one is charged to a saved means of payment (the provider answers at once: what it
takes to ask a real one is not measured), the others get their invoice and a mail with a link to pay it. Everything is
done as it is in earnest: posted invoices, payments booked and reconciled, mails queued, chunks and charges committed.
All that are due are looked up; the first 300 of them are renewed, three of thirty equal chunks.

Each measurement has a copy of its database.
"""

import gc
import time
from contextlib import contextmanager
from unittest.mock import patch

from .measure import Comparison, Side

TARGET = 1.15
SHARE = 0.03
NONE = {"none": {"mode": "multi", "type": ("bank",)}}

MEMBERS = """
CREATE TEMP TABLE member AS SELECT number, 0 AS partner_id, 0 AS card_id, 0 AS membership_id
  FROM generate_series(1, {members}) number;
UPDATE member SET partner_id = nextval('res_partner_id_seq'), card_id = nextval('loyalty_card_id_seq'),
                  membership_id = nextval('loyalty_membership_id_seq');
INSERT INTO res_partner (id, name, complete_name, active, type, autopost_bills, email, email_normalized, create_date)
SELECT partner_id, 'Member ' || number, 'Member ' || number, true, 'contact', 'ask', 'm' || number || '@example.com',
       'm' || number || '@example.com', now() FROM member;
UPDATE res_partner SET commercial_partner_id = id WHERE id IN (SELECT partner_id FROM member);
INSERT INTO loyalty_card (id, program_id, company_id, partner_id, code, active, points, is_club, membership_state,
                          joined_on, create_uid, create_date, write_uid, write_date)
SELECT card_id, {club}, {company}, partner_id, 'renew-' || card_id, true, 0, true, 'active', current_date - 40, 1,
       now(), 1, now() FROM member;
INSERT INTO payment_token (id, provider_id, payment_method_id, company_id, partner_id, provider_ref, payment_details,
                           active, create_uid, create_date, write_uid, write_date)
SELECT partner_id, {provider}, {method}, {company}, partner_id, 'bench', '1234', true, 1, now(), 1, now() FROM member
 WHERE number % 2 = 0;
INSERT INTO loyalty_membership (
       id, number, plan_id, period_id, program_id, company_id, partner_id, card_id, state, started_on, paid_until,
       anchor_on, anchor_count, runs_until, next_on, renews, token_id, price, monthly_amount, create_uid, create_date,
       write_uid, write_date)
SELECT membership_id, 'B' || membership_id, {plan}, {period}, {club}, {company}, partner_id, card_id, 'active',
       last - 30, last, last - 30, 1, last + 7, last + 1, true, CASE WHEN number % 2 = 0 THEN partner_id END, 12.95,
       12.95, 1, now(), 1, now()
  FROM member, LATERAL (SELECT (current_date - 1 + CASE WHEN number <= {due} THEN 0 ELSE 2 + number % 28 END)::date
       AS last) paid;
INSERT INTO loyalty_membership_term (membership_id, plan_id, period_id, company_id, partner_id, kind, state, date_from,
                                     date_to, amount, paid_on, create_uid, create_date, write_uid, write_date)
SELECT id, plan_id, period_id, company_id, partner_id, 'bought', 'paid', started_on, paid_until, 12.95, started_on, 1,
       now(), 1, now() FROM loyalty_membership;
"""


def run(bench):
    members = bench.size(100_000, quick=4_000)
    due = int(members * SHARE)
    renewed = bench.size(300, quick=60)
    big, small = bench.database("club"), bench.database("club")
    for database, number in ((big, members), (small, due)):
        _fill(bench, database, number, due)
    sides = {big: Side(f"{members:,} memberships"), small: Side(f"{due:,} memberships")}
    for turn in range(bench.size(3, quick=2)):
        for database in (big, small) if turn % 2 else (small, big):
            sides[database].milliseconds.append(_measure(bench, bench.copy(database), renewed))
    return Comparison("renew", sides[big], sides[small], TARGET)


def _fill(bench, database, members, due):
    """A club in UTC with a monthly plan and its members by SQL."""
    with bench.environment(database) as env:
        ids = _make_plan(env)
        env.cr.commit()
    bench.sql(database, MEMBERS.format(members=members, due=due, **ids))
    bench.sql(database, "VACUUM ANALYZE")


def _make_plan(env):
    env["loyalty.program"].search([]).active = False
    club = env["loyalty.program"].create({"name": "Club", "program_type": "loyalty", "tz": "UTC"})
    product = env["product.product"].create({"name": "Plus, month", "type": "service", "list_price": 12.95})
    period = {"count": 1, "unit": "month", "product_id": product.id}
    plan = env["loyalty.membership.plan"].create(
        {"name": "Plus", "program_id": club.id, "reminder_text": False, "period_ids": [(0, 0, period)]}
    )
    method = env.ref("payment.payment_method_unknown")
    provider = env["payment.provider"].create(
        {"name": "Bank", "code": "none", "state": "test", "payment_method_ids": [(6, 0, method.ids)]}
    )
    method.write({"active": True, "support_tokenization": True})
    known = env["account.payment.method"]._get_payment_method_information()
    Method = type(env["account.payment.method"])
    with patch.object(Method, "_get_payment_method_information", lambda _self: {**known, **NONE}):
        env["account.payment.method"].create({"name": "Bank", "code": "none", "payment_type": "inbound"})
        provider.journal_id = env["account.journal"].search([("type", "=", "bank")], limit=1)
    return {
        "club": club.id,
        "company": plan.company_id.id,
        "plan": plan.id,
        "period": plan.period_ids.id,
        "provider": provider.id,
        "method": method.id,
    }


def _measure(bench, database, renewed):
    """Milliseconds of a tick that renews so many."""
    with bench.environment(database) as env, _bank(env), _first(env, renewed):
        gc.collect()
        started = time.perf_counter()
        env["loyalty.membership"]._cron_renew_memberships()
        milliseconds = (time.perf_counter() - started) * 1000
        _check(env, renewed)
    from odoo.sql_db import close_db

    close_db(database)
    bench.sql("postgres", f'DROP DATABASE "{database}"')
    return milliseconds


@contextmanager
def _bank(env):
    """A provider that says yes."""
    Transaction = type(env["payment.transaction"])
    with patch.object(Transaction, "_send_payment_request", lambda transaction: transaction._set_done()):
        yield


@contextmanager
def _first(env, renewed):
    """The job looks up all that are due and renews the first ones."""
    Membership = type(env["loyalty.membership"])
    find = Membership._find_due
    with patch.object(Membership, "_find_due", lambda memberships: find(memberships)[:renewed]):
        yield


def _check(env, due):
    """Everybody renewed was invoiced; who has a means of payment has paid, all others have a mail."""
    env.cr.execute("SELECT state, COUNT(*) FROM loyalty_membership_term WHERE kind = 'renewal' GROUP BY state")
    found = dict(env.cr.fetchall())
    if found != {"paid": due // 2, "open": due - due // 2}:
        raise AssertionError(f"the renewals are {found}")
