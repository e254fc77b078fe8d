from . import (
    account_move_credit,
    card_merge,
    charge_settling,
    days_waiting,
    membership_actions,
    membership_refund,
    partner_merge,
    plan_figures,
    term_refund,
)
