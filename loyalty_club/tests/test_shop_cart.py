"""What the cart says of clubs, and what the member decides there."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, tagged

from .shop_case import ShopMixin


@tagged("post_install", "-at_install")
class TestShopCart(ShopMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.join(1000)
        cls.reward = cls.club.reward_ids
        cls.choice = cls.add_reward(description="Points as money", discount=0.1, points_step=50)

    @classmethod
    def add_reward(cls, **values):
        """A reward of the club: by default so much off per point."""
        return cls.env["loyalty.reward"].create(
            {
                "program_id": cls.club.id,
                "reward_type": "discount",
                "discount_mode": "per_point",
                "discount": 1,
                "required_points": 1,
                **values,
            }
        )

    def club_of(self, cart):
        [club] = self.look(cart)
        return club

    # --- what it earns ---

    def test_earns_and_when_usable(self):
        cart = self.make_cart()
        club = self.club_of(cart)
        self.assertIn("120", club["earns"])
        self.assertIn("on this order already", club["usable"])
        self.assertIn("1120", club["balance"], "with what it earns, as long as that may be spent at once")
        for values, words in (
            ({"hold_days": 14}, "from "),
            ({"earn_on": "invoice_paid"}, "14 days after your payment"),
            ({"earn_on": "delivery"}, "14 days after the delivery"),
            ({"hold_days": 0}, "is delivered"),
            ({"earn_on": "invoice_paid"}, "is paid"),
        ):
            self.club.write(values)
            with self.subTest(values):
                self.assertIn(words, self.club_of(cart)["usable"])
        self.assertIn("1000", self.club_of(cart)["balance"])

    def test_standings(self):
        guest = self.make_cart(partner=self.public.partner_id)
        with self.visit(self.public, guest):
            club = self.club_of(guest)
        self.assertEqual((club["standing"], club["rewards"], club["balance"]), ("guest", None, ""))
        self.assertIn("120", club["earns"])
        self.club.enrollment = "opt_in"
        stranger = self.make_cart(partner=self.make_partner("Stranger"))
        club = self.club_of(stranger)
        self.assertEqual(club["standing"], "outsider")
        self.assertIn("Join", club["earns"])
        cart = self.make_cart()
        self.card.membership_state = "suspended"
        cart._update_programs_and_rewards()
        club = self.club_of(cart)
        self.assertEqual((club["standing"], club["rewards"]), ("resting", None))

    def test_somebody_with_an_address_who_is_not_logged_in(self):
        """The order earns, but nothing of the account is shown or can be spent before logging in."""
        known = self.make_cart(partner=self.partner)
        with self.visit(self.public, known):
            club = self.club_of(known)
        self.assertEqual((club["standing"], club["balance"], club["rewards"]), ("guest", "", None))

    def test_a_guest_with_an_address_hears_what_the_order_will_earn(self):
        """Whoever buys is a member then: with what a first purchase earns, unless one has to join."""
        rule = {"reward_point_mode": "order", "reward_point_amount": 500, "minimum_qty": 0}
        self.club.rule_ids = [Command.create({**rule, "is_bonus": True, "first_purchase_only": True})]
        cart = self.make_cart(partner=self.public.partner_id)
        cart.partner_id = self.make_partner("Guest")
        for points_known in (False, True):  # at first nothing was computed since the address was given
            if points_known:
                cart._update_programs_and_rewards()
            with self.visit(self.public, cart), self.subTest(points_known):
                club = self.club_of(cart)
                self.assertIn("This order earns <strong><bdi>620 ", club["earns"])
                self.assertTrue(club["usable"])
                self.assertEqual((club["standing"], club["balance"], club["rewards"]), ("guest", "", None))
        self.club.enrollment = "opt_in"
        stranger = self.make_cart(partner=self.make_partner("Stranger"))
        with self.visit(self.public, stranger):
            self.assertIn("Members of", self.club_of(stranger)["earns"])
        self.club.enrollment = "auto"
        cart._update_programs_and_rewards()
        cart.action_confirm()
        self.assertEqual(cart.coupon_point_ids.coupon_id.points, 620)

    def test_empty_carts_and_clubs_that_show_nothing(self):
        self.assertEqual(self.look(self.env["sale.order"].create({"partner_id": self.partner.id})), [])
        self.club.portal_visible = False
        self.assertEqual(self.look(self.make_cart()), [])

    # --- rewards ---

    def test_rewards_that_can_be_had(self):
        self.reward.write({"budget_count": 3, "has_count_budget": True})
        rewards = self.club_of(self.make_cart())["rewards"]
        self.assertEqual([offer["reward"] for offer in rewards["offers"]], [self.reward])
        self.assertIn("100", rewards["offers"][0]["price"])
        self.assertIn("3 left", rewards["offers"][0]["left"])
        [choice] = rewards["choices"]
        self.assertEqual(
            (choice["least"], choice["most"], choice["step"], choice["value"]), ("50", "1100", "50", "1100")
        )
        self.assertIn("5.00", choice["worth"])

    def test_what_is_out_of_reach_and_what_comes_next(self):
        self.card._post_points(-950, "adjustment")
        gold = self.env["loyalty.tier"].create({"program_id": self.club.id, "name": "Gold", "min_points": 9000})
        self.add_reward(description="Gold only", required_points=10, discount_mode="per_order", min_tier_id=gold.id)
        far = self.add_reward(description="Far", required_points=900, discount_mode="per_order")
        near = self.add_reward(description="Near", required_points=200, discount_mode="per_order")
        self.add_reward(description="Over", required_points=5, discount_mode="per_order", date_to="2020-01-01")
        rewards = self.club_of(self.make_cart())["rewards"]
        reasons = {later["reward"].description: later["reason"] for later in rewards["out_of_reach"]}
        self.assertEqual(reasons.keys(), {"Gold only", "Near", "Far"})
        self.assertIn("Gold", reasons["Gold only"])
        self.assertIn("730", reasons[far.description])
        self.assertEqual(rewards["next"]["reward"], near)
        self.assertIn("30", rewards["next"]["text"])
        self.assertEqual(rewards["next"]["percent"], 85)
        self.club.hold_days = 7
        rewards = self.club_of(self.make_cart())["rewards"]
        self.assertEqual(rewards["next"]["reward"], self.reward)
        self.assertIn("as soon as they are usable", rewards["next"]["text"], "120 come, 50 of 100 are missing")
        self.club.write({"hold_days": 0, "earn_on": "delivery"})
        rewards = self.club_of(self.make_cart())["rewards"]
        self.assertIn("as soon as they are usable", rewards["next"]["text"])
        self.assertNotIn("After this order", rewards["next"]["text"])

    def test_queries_do_not_grow_with_rewards(self):
        cart = self.make_cart()

        def count():
            self.look(cart)
            return self.count_queries(self.look, cart)

        for number in range(2):
            self.add_reward(description=f"Few {number}", required_points=5000, points_step=0, limit_per_member=2)
        few = count()
        for number in range(10):
            self.add_reward(description=f"Many {number}", required_points=5000 + number, limit_per_member=2)
        self.assertEqual(count(), few)

    # --- choosing points ---

    def spent(self, cart):
        return sum(cart.order_line.filtered(lambda line: line.reward_id == self.choice).mapped("points_cost"))

    def test_choose_change_and_remove(self):
        cart = self.make_cart()
        cart._spend_points(self.choice, "300")
        self.assertEqual((self.spent(cart), cart.amount_total), (300, 90))
        cart._spend_points(self.choice, "300")
        self.assertEqual((self.spent(cart), len(cart.order_line.filtered("reward_id"))), (300, 1))
        cart._spend_points(self.choice, "100")
        self.assertEqual((self.spent(cart), cart.amount_total), (100, 110))
        [choice] = self.club_of(cart)["rewards"]["choices"]
        self.assertIn("100", choice["spent"])
        self.assertIn("1020", self.club_of(cart)["balance"])
        self.assertEqual((choice["value"], choice["lowered"]), ("100", ""))
        cart._spend_points(self.choice, 0)
        self.assertFalse(cart.order_line.reward_id)
        self.assertFalse(cart.chosen_points)
        self.assertEqual(cart.coupon_point_ids.coupon_id, self.card, "the cart still earns")
        cart.action_confirm()
        self.assertEqual(self.card.points, 1120)
        self.assertLedger(self.card)

    def test_a_smaller_cart_lowers_the_number_and_says_so(self):
        cart = self.make_cart((self.product, 2))
        cart._spend_points(self.choice, "1000")
        self.assertEqual(self.spent(cart), 1000)
        cart.order_line.filtered(lambda line: not line.reward_id).write({"product_uom_qty": 1, "price_unit": 40})
        cart._verify_cart_after_update()
        self.assertEqual((self.spent(cart), cart.amount_total), (400, 0))
        [choice] = self.club_of(cart)["rewards"]["choices"]
        self.assertIn("You chose", choice["lowered"])
        self.assertIn("400", choice["lowered"])
        self.assertEqual((choice["value"], choice["most"]), ("400", "400"))

    def test_what_does_not_fit(self):
        cart = self.make_cart()
        for points in ("", None, "many", "nan", "inf", "-50"):
            with self.subTest(points), self.assertRaisesRegex(UserError, "how many points"):
                cart._spend_points(self.choice, points)
        for points in ("20", "75", "99999"):
            with self.subTest(points), self.assertRaisesRegex(UserError, "from 50.*in steps of 50"):
                cart._spend_points(self.choice, points)
        with self.assertRaisesRegex(UserError, "takes all the points"):
            cart._spend_points(self.reward, "100")
        self.assertFalse(cart.order_line.reward_id)

    def test_rewards_of_others(self):
        cart = self.make_cart()
        nobodys = self.env["loyalty.reward"]
        elsewhere = self.make_club(name="Elsewhere", website_id=self.env["website"].create({"name": "Other"}).id)
        hidden = self.make_club(name="Not in the shop", ecommerce_ok=False)
        company = self.env["res.company"].create({"name": "Another company"})
        foreign = self.make_club(name="Of another company", company_id=company.id)
        for reward in (nobodys, elsewhere.reward_ids, hidden.reward_ids, foreign.reward_ids):
            with self.subTest(reward.program_id.name), self.assertRaisesRegex(UserError, "not given in this shop"):
                cart._spend_points(reward, "100")
        second = self.make_club(name="Second")
        with self.assertRaisesRegex(UserError, "as a member of Second"):
            cart._spend_points(second.reward_ids, "100")
        guest = self.make_cart(partner=self.public.partner_id)
        with self.visit(self.public, guest), self.assertRaisesRegex(UserError, "as a member of Club"):
            guest._spend_points(self.choice, "100")

    def test_a_cart_that_is_being_paid(self):
        cart = self.make_cart()
        cart._spend_points(self.choice, "300")
        cart.action_quotation_sent()
        with self.assertRaisesRegex(UserError, "being paid"):
            cart._spend_points(self.choice, "100")
        self.assertEqual(self.spent(cart), 300)

    def test_points_of_a_company_that_its_contacts_share(self):
        self.club.contact_accounts = "company"
        company = self.make_partner("Company", is_company=True)
        colleague = self.make_partner("Colleague", parent_id=company.id)
        shared = self.make_member(self.club, 500, partner_id=company.id)
        cart = self.make_cart(partner=colleague)
        club = self.club_of(cart)
        self.assertIn("620", club["balance"])
        cart._spend_points(self.choice, "100")
        self.assertEqual(cart.order_line.coupon_id, shared)

    # --- delivery ---

    def test_free_delivery(self):
        goods = self.make_product(50.0, type="consu", website_published=True)
        cart = self.make_cart((goods, 1))
        self.env["delivery.carrier"].search([]).website_published = False
        self.assertIsNone(cart._get_free_delivery_outlook())
        fee = self.make_product(9.0)
        Carrier = self.env["delivery.carrier"]
        values = {"name": "Parcel", "product_id": fee.id, "fixed_price": 9, "website_published": True}
        carrier = Carrier.create({**values, "free_over": True, "amount": 80})
        Carrier.create({**values, "name": "Slow", "free_over": True, "amount": 300})
        outlook = cart._get_free_delivery_outlook()
        self.assertIn("30.00", outlook["text"])
        self.assertIn("Parcel", outlook["text"])
        self.assertEqual((outlook["percent"], outlook["done"]), (62, False))
        cart._set_delivery_method(carrier)
        self.assertIn("30.00", cart._get_free_delivery_outlook()["text"], "delivery itself does not count")
        cart.order_line.filtered(lambda line: line.product_id == goods).product_uom_qty = 2
        self.assertTrue(cart._get_free_delivery_outlook()["done"])
        self.assertIsNone(self.make_cart()._get_free_delivery_outlook(), "nothing to deliver")

    def test_free_delivery_by_tier(self):
        self.club.tier_ids = [Command.create({"name": "Gold", "min_points": 0, "free_shipping": True})]
        self.card.sudo().tier_id = self.club.tier_ids
        goods = self.make_product(50.0, type="consu", website_published=True)
        cart = self.make_cart((goods, 1))
        self.assertIn("free for you as <bdi>Gold", cart._get_free_delivery_outlook()["text"])
        self.env["delivery.carrier"].search([]).website_published = False
        higher = {"name": "Platinum", "sequence": 20, "min_points": 5000, "free_shipping": True}
        self.club.tier_ids.free_shipping = False
        self.club.tier_ids = [Command.create(higher)]
        text = cart._get_free_delivery_outlook()["text"]
        self.assertIn("From <bdi>Platinum", text)
        self.assertIn("5000", text.replace(",", ""))

    def test_who_left_reads_it(self):
        cart = self.make_cart()
        for state, words in (("left", "You have left this club."), ("suspended", "membership rests")):
            self.card.membership_state = state
            with self.subTest(state):
                self.assertIn(words, self.look(cart)[0]["earns"])
