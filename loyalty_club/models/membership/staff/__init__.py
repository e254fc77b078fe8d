from . import (
    account_move_credit,
    card_merge,
    membership_actions,
    membership_refund,
    partner_merge,
    plan_figures,
    term_refund,
)
