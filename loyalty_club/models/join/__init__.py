from . import (
    activity_words,
    images,
    program_join,
    program_page,
    program_questions,
    reward_words,
    rule_words,
    tier_words,
    website,
)
