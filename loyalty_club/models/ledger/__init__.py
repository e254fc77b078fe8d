from . import (
    ledger_entry,
    ledger_allocation,
    reservation,
    card,
    card_posting,
    card_reversal,
    card_release,
    card_expiry,
    card_merge,
    program,
    program_expiry,
    program_check,
)
