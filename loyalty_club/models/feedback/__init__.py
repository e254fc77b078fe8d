from . import feedback_place, feedback_reason, goodwill_budget, res_company, res_config_settings

# isort: split
from . import feedback

# isort: split
from . import (
    feedback_answering,
    feedback_conversation,
    feedback_goodwill,
    feedback_opening,
    feedback_records,
    feedback_reminder,
    feedback_states,
    goodwill,
)
