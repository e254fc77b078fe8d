from . import access

# isort: split
from . import file_window, step_window

# isort: split
from . import (
    activity_refuse,
    base_partner_merge,
    card_update_balance,
    coalition_cancelled,
    coalition_export,
    coalition_key,
    coalition_offers,
    coalition_step,
    feedback_give,
    ledger_check,
    ledger_check_line,
    ledger_reverse,
    mail_try,
    membership_begin,
    membership_step,
    program_close,
    program_expiry_change,
    reward_claim,
    sale_loyalty_reward_wizard,
    simulation,
    simulation_line,
    tier_preview,
    tier_preview_line,
    tier_preview_move,
    tier_set,
)
