from . import (
    answered,
    card,
    invitation,
    pos_order,
    result,
    result_cases,
    result_sync,
    sale_order,
    survey_question,
    survey_user_input,
)
