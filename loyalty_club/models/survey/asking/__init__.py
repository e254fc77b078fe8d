from . import survey_invitation, survey_plan
