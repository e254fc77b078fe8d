from . import survey_invitation, survey_plan

# isort: split
from . import (
    invitation_following,
    invitation_making,
    plan_asking,
    plan_budget,
    plan_due,
    plan_figures,
    plan_moments,
    plan_standing,
    plan_states,
    plan_window,
    waking,
)

# isort: split
from . import card_merge, documents, order_delivered, receipt
