from . import (
    account_move_change,
    benefit,
    membership,
    membership_benefits,
    membership_event,
    membership_starting,
    membership_states,
    membership_term,
    plan,
    plan_benefits,
    plan_change,
    plan_change_paid,
    plan_period,
    program_multiplier,
    res_partner,
    sale_benefits,
    term_change,
    term_moves,
)

# isort: split
from . import (  # what it gives
    ledger_purchases,
    membership_cash_back,
    membership_coupons,
    membership_gifts,
    membership_welcome,
    plan_gifts,
    voucher_money,
)
