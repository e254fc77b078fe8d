from . import account_move_change, change_charge, change_grace, plan_change, plan_change_paid, term_change
