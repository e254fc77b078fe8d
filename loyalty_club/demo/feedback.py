"""What members of the bookshop's club wrote in the last weeks, what was answered and what came of it."""

from datetime import timedelta

# (days ago, kind, reason, from where, text, hours to the answer or None, answer, state, goodwill, rating)
LETTERS = (
    (
        61, "complaint", "delivery", "portal",
        "The parcel stood in the rain for a day. The Almanac is wavy like the sea it is about.",
        5, "We are sorry! A dry one is on its way, keep the wavy one for the bathtub.", "closed", 25, 5,
    ),
    (52, "question", "points", "link", "When do my points from last spring expire?",
     20, "Those end on the last day of next month; your page shows the day.", "closed", 0, 5),
    (45, "praise", "staff", "qr", "The lady with the green glasses found a book of which I only knew that it was blue.",
     30, "We told her, and now the glasses are foggy. Thank you!", "closed", 0, None),
    (40, "suggestion", "shop", "portal", "A bench beside the travel shelf, please. My feet have read enough.",
     70, "The bench is ordered. It will stand there before the autumn.", "closed", 0, 5),
    (33, "complaint", "price", "portal", "I was charged twice for the same book at the till.",
     8, "You are right; the second payment is on its way back to you.", "closed", 10, 3),
    (26, "complaint", "product", "link", "Pages 30 to 45 are missing in Slow Bread, so my bread never rises.",
     3, "A whole copy is waiting for you at the counter, with our apologies.", "closed", 50, 5),
    (19, "question", "product", "qr", "Do you have the Atlas in large print?",
     50, "Not yet. We asked the publisher and will tell you.", "waiting", 0, None),
    (12, "complaint", "staff", "portal", "The reading evening began half an hour late, and there was no tea.",
     26, "That was our fault. Next time there is tea for two.", "waiting", 20, None),
    (9, "suggestion", "points", "portal", "Points for bringing back paper bags?", None, None, "in_work", 0, None),
    (5, "complaint", "delivery", "portal", "My order has been on its way for eight days.", None, None, "new", 0, None),
    (2, "complaint", "product", "qr", "The novel smells of fish.", None, None, "new", 0, None),
    (1, "question", "shop", "portal", "ساعت کار فروشگاه در روزهای تعطیل چگونه است؟", None, None, "new", 0, None),
    (0, "praise", "shop", "link", "The window with the paper whales made my week.", None, None, "new", 0, None),
)  # fmt: skip


def make_feedback(shop):
    """Budgets, a place with a code, and letters; all of it of the last two months."""
    env = shop.env
    admin, demo = env.ref("base.user_admin"), env.ref("base.user_demo", raise_if_not_found=False)
    clerk = demo or admin
    env.company.feedback_user_id = clerk
    budgets = {admin.id: 1000, **({demo.id: 200} if demo else {})}
    env["loyalty.goodwill.budget"].create([{"user_id": user, "points": points} for user, points in budgets.items()])
    place = env["loyalty.feedback.place"].create({"name": "Corner Bookshop", "program_id": shop.club.id})
    cards = [member["card"] for member in shop.members if member["until"] > shop.now and member["from"] < shop.now]
    cards = [card for card in cards if card.active and card.partner_id and card.membership_state == "active"]
    for number, letter in enumerate(LETTERS):
        _make_letter(shop, cards[(7 * number) % len(cards)], letter, admin, place)
    mails = env["mail.mail"].search([("model", "=", "loyalty.feedback"), ("state", "=", "outgoing")])
    mails.write({"state": "cancel"})  # nobody behind these addresses wrote


def _make_letter(shop, card, letter, clerk, place):
    days, kind, reason, source, text, hours, answer, state, points, rating = letter
    at = shop.now - timedelta(days=days, hours=3)
    feedback = shop.env["loyalty.feedback"]._open(
        [
            {
                "key": f"demo,{days}",
                "kind": kind,
                "source": source,
                "text": text,
                "partner_id": card.partner_id.id,
                "account_id": card.id,
                "place_id": place.id if source == "qr" else False,
                "reason_id": shop.env.ref(f"loyalty_club.feedback_reason_{reason}").id,
                "opened_at": at,
                "waiting_since": at,
            }
        ]
    )
    feedback.message_ids.date = at
    if answer:
        message = feedback.with_user(clerk).message_post(
            body=answer, message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        message.sudo().date = at + timedelta(hours=hours)
        feedback.first_answer_at = at + timedelta(hours=hours)
    if points:
        feedback.with_user(clerk)._give_goodwill(points=points, key="demo")
    if state == "closed":
        feedback.write({"resolution": answer, "state": "closed"})
        feedback.closed_at = at + timedelta(hours=hours + 20)
        if rating:
            feedback.rating_apply(rating, rating=feedback._get_open_rating())
    elif state == "in_work":
        feedback.state = state
