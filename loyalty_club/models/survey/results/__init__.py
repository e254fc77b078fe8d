from . import (
    answered,
    card,
    invitation,
    pos_order,
    res_partner,
    result,
    result_cases,
    result_sync,
    sale_order,
    survey_question,
    survey_survey,
    survey_user_input,
)
