"""Whom the bookshop asks how it was: a plan that ran for months, one for receipts, and a draft."""

from datetime import timedelta

ASKED = 80
REASONS = ("recent", "no_consent", "recent", "limit", "no_address")


def make_survey_plans(shop, survey):
    """Plans that ask a survey, and what came of them; nothing is sent by this."""
    env = shop.env
    values = {"program_id": shop.club.id, "survey_id": survey.id, "company_id": env.company.id}
    visits, receipts, _silent = env["loyalty.survey.plan"].create(
        [
            {
                **values,
                "name": "How was your visit?",
                "moment": "till",
                "delay_days": 2,
                "share": 50,
                "budget_points": 2000,
            },
            {**values, "name": "Code on the receipt", "moment": "till", "channel": "qr"},
            {**values, "name": "We miss you", "moment": "inactive", "inactive_days": 120, "channel": "sms"},
        ]
    )
    (visits | receipts).action_start()
    _ask(shop, visits)


def _ask(shop, plan):
    """Invitations about purchases of the last months; who answered the survey then did so by one of them."""
    from ..models.survey.asking.plan_due import Due

    env = shop.env
    answers = {answer.partner_id: answer for answer in plan.survey_id.user_input_ids.filtered("partner_id")}
    cards = {member["card"].partner_id: member["card"] for member in shop.members if member["card"].active}
    entries = env["loyalty.ledger.entry"].search(
        [
            ("card_id", "in", [card.id for card in cards.values()]),
            ("kind", "=", "accrual"),
            ("posted_at", ">=", shop.now - timedelta(days=130)),
        ],
        order="posted_at desc, id desc",
    )
    last = {}
    for entry in entries:
        last.setdefault(entry.card_id.partner_id, entry)
    chosen = sorted(last, key=lambda partner: (partner not in answers, -last[partner].id))[:ASKED]
    chosen.sort(key=lambda partner: last[partner].posted_at)
    judged = []
    for number, partner in enumerate(chosen):
        entry = last[partner]
        due = Due(f"{plan.id},demo,{entry.id}", entry.posted_at, partner.id, None, None, cards[partner].id)
        left_out = partner not in answers and number % 4 == 3
        judged.append((due, REASONS[number // 4 % len(REASONS)] if left_out else None))
    made = env["loyalty.survey.invitation"]._make(plan, judged)
    for number, invitation in enumerate(made):
        at = min(invitation.event_at + timedelta(days=2), shop.now)
        invitation.asked_at = at
        if invitation.state == "not_sent":
            continue
        answer = answers.get(invitation.partner_id)
        invitation.write({"state": "opened" if number % 5 == 0 else "invited", "invited_at": at})
        if answer:
            answer.club_invitation_id = invitation
            done = max(answer.end_datetime, at)
            invitation.write({"state": "completed", "user_input_id": answer.id, "opened_at": at, "completed_at": done})
