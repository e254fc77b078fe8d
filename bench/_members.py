"""A big club for the benchmarks of the ledger: members by the million, made by SQL, once for a run of ``./club bench``.

Every member has five credits. Of every tenth member they are past their last day (two days ago: two of them, yesterday:
three); those of the others are usable for months to come. Entries lie in the table as purchases come in: the credits of
a member far from each other.
"""

CREDITS = 5
EXPIRING_EVERY = 10
TABLES = "'loyalty_ledger_entry', 'loyalty_ledger_allocation', 'loyalty_card', 'res_partner'"
_made = {}


def club_of(bench, members):
    """Return a scratch database with a club of that many members; the same one for each who asks.

    Nobody may leave changes in it.
    """
    if members not in _made:
        database = bench.database("club")
        _make_club(bench, database)
        _add_members(bench, database, members, f"number % {EXPIRING_EVERY} = 0")
        _made[members] = database
    return _made[members]


def with_unaffected(bench, database, members):
    """Return a copy of such a database with ``members`` more, none of whose points are past their last day."""
    bigger = bench.copy(database)
    _add_members(bench, bigger, members, "false")
    return bigger


def vacuum(bench, database):
    """Make the tables as good as new after a rollback."""
    bench.sql(database, "VACUUM loyalty_ledger_entry, loyalty_ledger_allocation, loyalty_card")


def _make_club(bench, database):
    with bench.environment(database) as env:
        env["loyalty.program"].search([]).active = False
        env["loyalty.program"].create(
            {"name": "Big club", "program_type": "loyalty", "expiry_policy": "after_earning", "expiry_count": 12}
        )
        env.cr.commit()


def _add_members(bench, database, members, is_expiring):
    """Add members; ``is_expiring``: SQL on ``number``, whether the points of that member are past their last day."""
    drop, create = _indexes_and_keys(bench, database)
    bench.sql(
        database,
        f"""
        {drop};
        CREATE TEMP TABLE club AS SELECT id, company_id FROM loyalty_program WHERE name->>'en_US' = 'Big club';
        CREATE TEMP TABLE member AS
        SELECT number, {is_expiring} AS is_expiring, 0 AS partner_id, 0 AS card_id
          FROM generate_series(1, {members}) number;
        UPDATE member SET partner_id = nextval('res_partner_id_seq'), card_id = nextval('loyalty_card_id_seq');
        INSERT INTO res_partner (id, name, complete_name, active, type, autopost_bills, create_date)
        SELECT partner_id, 'Member ' || number, 'Member ' || number, true, 'contact', 'ask', now() FROM member;
        INSERT INTO loyalty_card (id, program_id, company_id, partner_id, code, active, points, is_club,
                                  membership_state, joined_on, create_uid, create_date, write_uid, write_date)
        SELECT card_id, club.id, club.company_id, partner_id, 'big-' || card_id, true, {CREDITS * 10}, true, 'active',
               current_date - 300, 1, now(), 1, now()
          FROM member, club;
        INSERT INTO loyalty_ledger_entry (
               card_id, program_id, partner_id, company_id, kind, state, points, balance, remaining, uncovered,
               forgiven, posted_at, expires_on, qualifying_points, qualifying_amount, qualifying_orders, qualifying_at,
               key, origin_model, origin_id, description, create_uid, create_date, write_uid, write_date)
        SELECT card_id, club.id, partner_id, club.company_id, 'accrual', 'posted', 10, 10 * credit, 10, 0, 0, bought,
               CASE WHEN is_expiring THEN current_date - CASE WHEN credit <= 2 THEN 2 ELSE 1 END
                    ELSE (current_date + 30 + 60 * credit + number % 60)::date END,
               10, 10, 1, bought, 'bench,' || credit, 'sale.order', number * {CREDITS} + credit, 'Order ' || number,
               1, bought, 1, bought
          FROM generate_series(1, {CREDITS}) credit, member, club,
       LATERAL (SELECT now()::timestamp(0) - (300 - 50 * credit) * interval '1 day' AS bought) moment
      ORDER BY credit, number;
        SET maintenance_work_mem = '512MB';
        {create}
        """,
    )
    bench.sql(database, "VACUUM ANALYZE res_partner, loyalty_card, loyalty_ledger_entry, loyalty_ledger_allocation")


def _indexes_and_keys(bench, database):
    """SQL that drops indexes and foreign keys of the tables, and SQL that makes them again: filling is faster so.

    The keys come back without a look at the rows that are there; rows to come are checked as before.
    """
    keys = bench.sql(
        database,
        f"""
        SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
               format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
          FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text IN ({TABLES})
        """,
    )
    indexes = bench.sql(
        database,
        f"""
        SELECT format('DROP INDEX %I', relname), pg_get_indexdef(indexrelid)
          FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
         WHERE indrelid::regclass::text IN ({TABLES})
           AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)
        """,
    )
    rows = [line.split("|", 1) for line in keys.splitlines()]
    rows = [(drop, f"{create.removesuffix(' NOT VALID')} NOT VALID") for drop, create in rows]
    rows += [line.split("|", 1) for line in indexes.splitlines()]
    drop = [drop for drop, _create in rows]
    drop += [
        f"ALTER TABLE {table.strip()} SET (autovacuum_enabled = false)" for table in TABLES.replace("'", "").split(",")
    ]
    return "; ".join(drop), "; ".join(create for _drop, create in rows)
