"""What the bookshop's members agreed to, and what they were told: most of it arrived, some of it did not, and why."""

from datetime import datetime, time, timedelta

AGREED = 200
"""So many of the first members were asked; every fifth of them said no."""

SAID = (
    # purpose, days ago, to every so many, state, reason
    ("welcome", 70, 9, "sent", False),
    ("news", 41, 2, "sent", False),
    ("birthday", 33, 11, "sent", False),
    ("points", 25, 6, "sent", False),
    ("tier", 19, 17, "sent", False),
    ("news", 12, 2, "sent", False),
    ("expiring", 5, 7, "sent", False),
    ("coupon", 3, 13, "sent", False),
    ("expiring", 1, 29, "waiting", "quiet_hours"),
)
NOT_SENT = ("no_consent", "no_consent", "no_address", "blacklisted", "limit", "too_late", "left")


def make_messages(shop):
    """Consents of the members, and messages of the last weeks. Nothing is rendered or sent."""
    people = [member["card"] for member in shop.members if member["card"].active]
    agreed = _agree(shop, [people[-1], *people[:AGREED]])
    _tell(shop, agreed)
    _leave_out(shop, people[AGREED:-1])


def _agree(shop, cards):
    """:return: the accounts of those who agreed to e-mails"""
    Consent = shop.env["loyalty.consent"]
    company = shop.club.company_id or shop.env.company
    agreed, values = [], []
    for number, card in enumerate(cards):
        if number % 5 == 4:
            continue
        agreed.append(card)
        at = min(datetime.combine(card.joined_on, time(11, number % 60)), shop.now)
        source = ("till", "website", "staff", "portal")[number % 4]
        for channel in ("email", "sms") if number % 3 == 0 else ("email",):
            consent = {"partner_id": card.partner_id.id, "company_id": company.id, "channel": channel, "at": at,
                       "source": source, "text": Consent._get_text(channel, company)}  # fmt: skip
            values.append(consent)
            if number % 23 == 0:
                back = {"state": "withdrawn", "at": shop.now - timedelta(days=2 + number % 30)}
                values.append({**consent, **back, "source": "unsubscribe" if channel == "email" else "sms"})
    Consent.create(values)
    return agreed


def _tell(shop, cards):
    for number, (purpose, days, every, state, reason) in enumerate(SAID):
        at = shop.now - timedelta(days=days)
        made = shop.env["loyalty.message"]._queue(
            [_get_values(shop, card, purpose, number, at) for card in cards[number % every :: every]]
        )
        if state == "sent":
            made.write({"state": "sent", "sent_at": at})
        else:
            tomorrow = datetime.combine(shop.now.date() + timedelta(days=1), time(10))
            made.write({"reason": reason, "next_at": tomorrow, "due_at": tomorrow})


def _leave_out(shop, cards):
    """Messages that were not sent, for each of the reasons."""
    at = shop.now - timedelta(days=12)
    made = shop.env["loyalty.message"]._queue([_get_values(shop, card, "news", 99, at) for card in cards[:40]])
    for number, message in enumerate(made):
        message.write({"state": "skipped", "reason": NOT_SENT[number % len(NOT_SENT)]})
    made[-1:].write({"state": "failed", "reason": "undelivered", "detail": "550 No such mailbox"})


def _get_values(shop, card, purpose, number, at):
    return {
        "partner_id": card.partner_id.id,
        "account_id": card.id,
        "program_id": card.program_id.id,
        "company_id": (card.company_id or shop.env.company).id,
        "purpose": purpose,
        "channel": "email",
        "key": f"demo,{number},{card.id}",
        "mail_template_id": shop.env.ref("loyalty_club.mail_template_welcome").id,
        "res_model": card._name,
        "res_id": card.id,
        "due_at": at,
    }
