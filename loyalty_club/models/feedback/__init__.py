from . import (
    feedback_place,
    feedback_reason,
    feedback_subject,
    goodwill_budget,
    ir_http,
    mail_thread,
    program,
    res_company,
    res_config_settings,
)

# isort: split
from . import feedback

# isort: split
from . import (
    card_choices,
    card_home,
    feedback_answering,
    feedback_conversation,
    feedback_figures,
    feedback_goodwill,
    feedback_opening,
    feedback_records,
    feedback_reminder,
    feedback_states,
    goodwill,
    pos_order,
    res_partner,
    sale_order,
)
