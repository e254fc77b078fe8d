from . import (
    base_partner_merge,
    card_update_balance,
    ledger_check,
    ledger_check_line,
    ledger_reverse,
    program_close,
    program_expiry_change,
    tier_preview,
    tier_preview_line,
    tier_preview_move,
    tier_set,
)
