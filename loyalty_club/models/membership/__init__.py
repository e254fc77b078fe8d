from . import (
    benefit,
    membership,
    membership_benefits,
    membership_counted,
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

# isort: split
from . import accounts, changes, prices, staff

# isort: split
from . import gifts

# isort: split
from . import home, renewal

# isort: split
from . import buying
