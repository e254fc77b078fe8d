from . import account_move_change, plan_change, plan_change_paid, term_change
