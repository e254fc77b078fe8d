"""What benchmarks do with the ledger of their own database."""


def empty_ledger(cr):
    """Remove all entries and what hangs on them; accounts stay, although coupons point to entries."""
    cr.execute("ALTER TABLE loyalty_card DROP CONSTRAINT IF EXISTS loyalty_card_activity_entry_id_fkey")
    cr.execute("TRUNCATE loyalty_ledger_entry CASCADE")
