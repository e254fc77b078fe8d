"""A survey that the bookshop's club rewards, with what members answered in the last four months."""

from datetime import timedelta
from random import Random

from odoo.fields import Command

from .survey_plans import make_survey_plans

ANSWERS = 48
DAYS = 120
WORDS = (
    "The tea corner is lovely.",
    "More crime stories, please.",
    "I waited long at the till on Saturday.",
    "کتاب‌های فارسی بیشتری بیاورید.",
    "Keep the paper whales in the window!",
)
QUESTIONS = (
    {"title": "Would you recommend us to a friend?", "question_type": "scale", "club_measure": "nps"},
    {
        "title": "How were you served?",
        "question_type": "scale",
        "scale_min": 1,
        "scale_max": 5,
        "scale_min_label": "Badly",
        "scale_max_label": "Very well",
        "club_measure": "satisfaction",
    },
    {
        "title": "What do you come for?",
        "question_type": "multiple_choice",
        "suggested_answer_ids": [
            Command.create({"value": word, "sequence": number})
            for number, word in enumerate(("Books", "Presents", "The reading evenings", "The tea"))
        ],
    },
    {"title": "What should we do better?", "question_type": "text_box"},
)


def make_surveys(shop):
    """The survey, its reward, and answers of members who come often."""
    env, rng = shop.env, Random(23)
    survey = make_survey(env)
    env["loyalty.activity"].create(
        {
            "name": "Your opinion of our shop",
            "program_id": shop.club.id,
            "trigger": "survey_completed",
            "survey_ids": [Command.set(survey.ids)],
            "points": 20,
            "survey_min_share": 50,
            "budget_points": 1500,
        }
    )
    cards = [member["card"] for member in shop.members if member["until"] > shop.now and member["from"] < shop.now]
    days = sorted(rng.randint(1, DAYS) for _answer in range(ANSWERS))
    for card, day in zip(rng.sample(cards, ANSWERS), reversed(days), strict=True):
        answer_survey(survey, card, shop.now - timedelta(days=day, hours=rng.randint(0, 8)), rng)
    make_survey_plans(shop, survey)
    survey.user_input_ids._sync_club_results()


def make_survey(env):
    """Four questions, all on one page."""
    return env["survey.survey"].create(
        {
            "title": "How do you like our bookshop?",
            "user_id": env.ref("base.user_admin").id,
            "survey_type": "survey",
            "questions_layout": "one_page",
            "access_mode": "public",
            "question_and_page_ids": [
                Command.create({"sequence": number, **question}) for number, question in enumerate(QUESTIONS)
            ],
        }
    )


def answer_survey(survey, card, at, rng):
    """What one member answers; some leave questions out."""
    friend, service, reasons, words = survey.question_ids
    cr = survey.env.cr
    before, cr._now = getattr(cr, "_now", None), at
    try:
        answer = survey._create_answer(partner=card.partner_id)
        answer._save_lines(friend, str(rng.choice((10, 10, 9, 9, 9, 8, 8, 7, 6, 3))))
        answer._save_lines(service, str(rng.choice((5, 5, 5, 4, 4, 4, 3, 2))))
        chosen = rng.sample(reasons.suggested_answer_ids.ids, rng.randint(0, 2))
        answer._save_lines(reasons, [str(choice) for choice in chosen])
        answer._save_lines(words, rng.choice(WORDS) if rng.random() < 0.4 else "")
        answer._mark_in_progress()
        answer._mark_done()
        answer.write({"start_datetime": at - timedelta(minutes=3), "end_datetime": at})
    finally:
        cr._now = before
