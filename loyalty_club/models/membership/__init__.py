from . import (
    benefit,
    membership,
    membership_benefits,
    membership_event,
    membership_starting,
    membership_states,
    membership_term,
    plan,
    plan_benefits,
    plan_period,
    res_partner,
    term_moves,
)
