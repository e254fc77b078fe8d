from . import (
    activity_home,
    activity_survey,
    card_invitations,
    purchases,
    survey_invitation,
    survey_outcome,
    survey_rewards,
    survey_share,
    survey_survey,
    survey_user_input,
)
