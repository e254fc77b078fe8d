"""Friends whom members of the bookshop's club invited, and what became of it."""

RULES = (
    {"name": "A friend joined", "trigger": "referral_joined", "points": 10},
    {"name": "A friend's first purchase", "trigger": "referral_purchased", "points": 50},
    {"name": "Welcome from a friend", "trigger": "referred_purchased", "points": 25},
)
FRIENDS = (
    ("Amelia Hart", {"email": "amelia.hart@example.com"}, "buys"),
    ("Jonas Weber", {"email": "jonas.weber@example.com"}, "buys"),
    ("Clara Novak", {"email": "clara.novak@example.com"}, "buys"),
    ("سارا مرادی", {"email": "sara.moradi@example.com"}, None),
    ("Owen Blake", {"email": "owen.blake@example.com"}, None),
    ("Lucy Stone", {"email": "lucy.stone@example.com"}, "refused"),
)


def make_referrals(shop):
    """Two members invited friends: some bought, some did not come yet, one waits for a decision."""
    env = shop.env
    env["loyalty.activity"].create([{**rule, "program_id": shop.club.id} for rule in RULES])
    shop.club.referral_month_limit = 10
    active = [member["card"] for member in shop.members if member["until"] > shop.now and member["from"] < shop.now]
    inviters = [active[-1], active[0]]
    twin = inviters[1].partner_id
    friends = [*FRIENDS, ("Theo Marsh", {"email": (twin.email or "t@example.com").replace("@", "+books@")}, None)]
    for number, (name, values, fate) in enumerate(friends):
        partner = env["res.partner"].create({"name": name, **values})
        inviter = inviters[number in (2, 5, 6)]
        if fate == "buys":
            make_purchase(shop, partner, inviter)
            continue
        referral = env["loyalty.referral"]._register_code(partner, inviter._get_referral_code(), "cart")
        if fate == "refused":
            referral.action_refuse()


def make_purchase(shop, partner, inviter):
    """The friend buys two books with the code; where there are no accounts to invoice to, the order stays unpaid."""
    env = shop.env
    book = env.ref("loyalty_club.demo_book_atlas")
    order = env["sale.order"].create(
        {
            "partner_id": partner.id,
            "referral_code": inviter._get_referral_code(),
            "order_line": [(0, 0, {"product_id": book.id, "product_uom_qty": 2})],
        }
    )
    order._update_programs_and_rewards()
    order.action_confirm()
    if not env.company.chart_template:
        return
    invoice = order._create_invoices()
    invoice.action_post()
    register = env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
    register.create({})._create_payments()
