from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .till_desk_case import DeskCase


@tagged("post_install", "-at_install")
class TestTillReservation(DeskCase):
    """Two tills and the last points."""

    def held(self, card=None):
        return (card or self.card).reserved_points

    def test_the_later_till_is_told(self):
        answer = self.reserve("first", {self.card: 80})
        self.assertEqual((answer["successful"], answer["message"]), (True, False))
        self.assertEqual(answer["updated"]["loyalty.card"][0]["till_status"]["spendable"], 20)
        answer = self.reserve("second", {self.card: 30})
        self.assertFalse(answer["successful"])
        self.assertIn("20", answer["message"])
        self.assertIn("Ada", answer["message"])
        self.assertEqual(self.held(), 80)
        self.assertTrue(self.reserve("second", {self.card: 20})["successful"])
        self.assertEqual(self.held(), 100)

    def test_again_for_the_same_order(self):
        self.reserve("order", {self.card: 80})
        self.assertTrue(self.reserve("order", {self.card: 80})["successful"])
        self.assertEqual(self.held(), 80)
        self.assertTrue(self.reserve("order", {self.card: 95})["successful"])
        self.assertEqual(self.held(), 95)
        self.assertTrue(self.reserve("order", {})["successful"])
        self.assertEqual(self.held(), 0)

    def test_all_or_nothing(self):
        other = self.make_member(self.club, 10, name="Other")
        self.reserve("order", {self.card: 50})
        answer = self.reserve("order", {self.card: 50, other: 20})
        self.assertFalse(answer["successful"])
        self.assertEqual((self.held(), self.held(other)), (0, 0))

    def test_given_up(self):
        self.reserve("order", {self.card: 80})
        self.as_cashier("pos.order").release_club_points("other")
        self.assertEqual(self.held(), 80)
        self.as_cashier("pos.order").release_club_points("order")
        self.assertEqual(self.held(), 0)

    def test_released_when_orders_arrive(self):
        self.reserve("one", {self.card: 30})
        self.reserve("two", {self.card: 40})
        self.reserve("three", {self.card: 5})
        self.env["loyalty.reservation"]._release_till(["one", "two", "unknown"])
        self.assertEqual(self.held(), 5)

    def test_it_ends_by_itself(self):
        self.club.reservation_minutes = 10
        self.reserve("order", {self.card: 80})
        with self.at(self.env.cr.now() + timedelta(minutes=9)):
            self.assertFalse(self.reserve("second", {self.card: 80})["successful"])
        with self.at(self.env.cr.now() + timedelta(minutes=11)):
            self.assertTrue(self.reserve("second", {self.card: 80})["successful"])

    def test_nobody_else_spends_what_is_held(self):
        self.reserve("order", {self.card: 80})
        self.club.rule_ids.reward_point_amount = 0.0001
        order = self.make_order(self.partner, [(self.make_product(500), 1)])
        with self.assertRaises(AssertionError):
            self.claim(order, self.card)
        self.as_cashier("pos.order").release_club_points("order")
        self.claim(order, self.card)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_merged_accounts(self):
        old = self.make_member(self.club, 40, name="Old")
        self.reserve("order", {old: 40})
        self.reserve("other", {self.card: 20})
        old._merge_into(self.card)
        self.assertEqual(self.held(), 60)
        answer = self.reserve("order", {old: 110})
        self.assertTrue(answer["successful"], answer["message"])
        self.assertEqual(answer["accounts"], {old.id: self.card.id})
        self.assertEqual(self.held(), 130)

    def test_who_cannot_spend(self):
        self.card.membership_state = "suspended"
        answer = self.reserve("order", {self.card: 10})
        self.assertIn("no active member", answer["message"])
        self.card.write({"membership_state": "active", "active": False})
        self.assertIn("no longer in use", self.reserve("order", {self.card: 10})["message"])

    def test_forged_requests(self):
        company = self.env["res.company"].create({"name": "Other"})
        foreign = self.make_member(self.make_club(company_id=company.id), 50, name="Far")
        answer = self.reserve("order", {foreign: 10})
        self.assertEqual(
            (answer["successful"], answer["updated"], answer["accounts"]), (False, {"loyalty.card": []}, {})
        )
        self.assertFalse(self.held(foreign))
        wallet = self.make_stock_program("ewallet")
        card = self.env["loyalty.card"].create({"program_id": wallet.id, "points": 50})
        self.assertFalse(self.reserve("order", {card: 10})["successful"])
        self.assertTrue(self.reserve("order", {self.card: -500})["successful"])
        self.assertEqual(self.held(), 0)
        employee = self.make_user("employee", login="till_employee")
        with self.assertRaises(AccessError):
            self.as_cashier("pos.order", employee).reserve_club_points(self.till.id, "order", {self.card.id: 5})
        with self.assertRaises(AccessError):
            self.as_cashier("pos.order", employee).release_club_points("order")

    def test_accounts_that_only_the_till_knows(self):
        answer = self.as_cashier("pos.order").reserve_club_points(self.till.id, "order", {"-3": 50})
        self.assertEqual((answer["successful"], answer["updated"]), (True, {"loyalty.card": []}))

    def test_points_that_ended_meanwhile(self):
        self.card._post_points(50, "accrual", expires_on=self.env.cr.now().date() + timedelta(days=1))
        with self.at(self.env.cr.now() + timedelta(days=5)):
            self.assertFalse(self.reserve("order", {self.card: 140})["successful"])
            self.assertTrue(self.reserve("order", {self.card: 100})["successful"])

    def test_points_whose_day_has_come(self):
        self.card._post_points(50, "accrual", available_on=self.env.cr.now().date() + timedelta(days=1))
        self.assertFalse(self.reserve("order", {self.card: 150})["successful"])
        with self.at(self.env.cr.now() + timedelta(days=2)):
            self.assertTrue(self.reserve("order", {self.card: 150})["successful"])

    # --- the rest of the basket ---

    def take(self, reward, **values):
        return {"card_id": self.card.id, "reward_id": reward.id, "pieces": 1, "amount": 10, **values}

    def test_conditions_of_rewards(self):
        reward = self.club.reward_ids
        tier = self.env["loyalty.tier"].create({"program_id": self.club.id, "name": "Gold", "min_points": 900})
        reward.min_tier_id = tier
        self.assertIn("Gold", self.reserve("order", {self.card: 100}, rewards=[self.take(reward)])["message"])
        self.assertEqual(self.held(), 0)
        reward.write({"min_tier_id": False, "limit_per_member": 1, "budget_count": 2})
        self.assertTrue(self.reserve("order", {}, rewards=[self.take(reward)])["successful"])
        self.assertFalse(self.reserve("order", {}, rewards=[self.take(reward, pieces=2)])["successful"])
        reward.write({"limit_per_member": 9})
        self.assertFalse(self.reserve("order", {}, rewards=[self.take(reward, pieces=3)])["successful"])
        reward.write({"has_count_budget": False, "budget_count": 0})
        reward.budget_amount = 15
        self.assertTrue(self.reserve("order", {}, rewards=[self.take(reward)])["successful"])
        self.assertFalse(self.reserve("order", {}, rewards=[self.take(reward, amount=16)])["successful"])
        reward.active = False
        self.assertIn("no longer given", self.reserve("order", {}, rewards=[self.take(reward)])["message"])

    def test_the_last_piece(self):
        reward = self.club.reward_ids
        reward.budget_count = 1
        self.assertTrue(self.reserve("first", {}, rewards=[self.take(reward)])["successful"])
        self.assertTrue(self.reserve("first", {}, rewards=[self.take(reward)])["successful"])
        self.assertIn("run out", self.reserve("second", {}, rewards=[self.take(reward)])["message"])
        refused = self.reserve("second", {self.card: 40}, rewards=[self.take(reward, card_id=-3)])
        self.assertEqual((refused["successful"], self.held()), (False, 0), "all or nothing")
        self.as_cashier("pos.order").release_club_points("first")
        self.assertTrue(self.reserve("second", {}, rewards=[self.take(reward)])["successful"])
        with self.at(self.env.cr.now() + timedelta(hours=2)):
            self.assertTrue(self.reserve("first", {}, rewards=[self.take(reward)])["successful"])
        self.assertEqual(reward.used_count, 0)

    def test_budgets_hold_for_whom_the_till_has_made_a_local_card(self):
        reward = self.club.reward_ids
        reward.budget_count = 1
        self.assertFalse(self.reserve("one", {}, rewards=[self.take(reward, card_id=-3, pieces=2)])["successful"])

    def test_promotions_for_members(self):
        promotion = self.make_stock_program("promotion", member_program_id=self.club.id)
        asked = {"programs": promotion.ids}
        self.assertTrue(self.reserve("order", {}, partner_id=self.partner.id, **asked)["successful"])
        answer = self.reserve("order", {}, partner_id=self.make_partner("Stranger").id, **asked)
        self.assertIn("promotion", answer["message"])
        self.assertFalse(self.reserve("order", {}, **asked)["successful"])


@tagged("post_install", "-at_install")
class TestTillValidation(DeskCase):
    """What stock asks before the payment."""

    def validate(self, points, codes=()):
        changes = {str(card.id): amount for card, amount in points.items()}
        return self.as_cashier("pos.order").validate_coupon_programs(changes, list(codes))

    def test_members(self):
        self.assertEqual(self.validate({self.card: -100}), {"successful": True, "payload": {}})
        self.assertTrue(self.validate({self.card: 500})["successful"])
        refused = self.validate({self.card: -101})
        self.assertFalse(refused["successful"])
        self.assertEqual(refused["payload"]["updated_points"], {self.card.id: 100})
        self.assertIn("Ada", refused["payload"]["message"])

    def test_what_is_reserved_for_the_order_itself_does_not_hinder_it(self):
        self.reserve("order", {self.card: 100})
        self.assertTrue(self.validate({self.card: -100})["successful"])

    def test_accounts_that_are_gone(self):
        old = self.make_member(self.club, 10, name="Old")
        old._merge_into(self.card)
        payload = self.validate({old: 5})["payload"]
        self.assertEqual(payload["removed_coupons"], old.ids)
        self.assertIn(self.card.code, payload["message"])
        self.card.active = False
        self.assertEqual(self.validate({self.card: 5})["payload"]["removed_coupons"], self.card.ids)

    def test_suspended_members_buy_but_do_not_spend(self):
        self.card.membership_state = "suspended"
        self.assertTrue(self.validate({self.card: 5})["successful"])
        self.assertIn("no active member", self.validate({self.card: -5})["payload"]["message"])

    def test_accounts_of_another_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        foreign = self.make_member(self.make_club(company_id=company.id), 50, name="Far")
        answer = self.validate({foreign: -5})
        self.assertEqual((answer["successful"], answer["payload"]["removed_coupons"]), (False, foreign.ids))
        self.assertNotIn("Far", answer["payload"]["message"])
        answer = self.validate({self.card: -5000, foreign: 5})
        self.assertNotIn(foreign.id, answer["payload"].get("updated_points", {}))

    def test_other_cards_are_stock(self):
        wallet = self.make_stock_program("ewallet")
        card = self.env["loyalty.card"].create({"program_id": wallet.id, "partner_id": self.partner.id, "points": 50})
        self.assertTrue(self.validate({card: -50, self.card: -10})["successful"])
        self.assertFalse(self.validate({card: -51})["successful"])
        gone = self.as_cashier("pos.order").validate_coupon_programs({"999999": 5}, [])
        self.assertEqual(gone["payload"]["removed_coupons"], [999999])
        self.assertFalse(self.validate({}, [card.code])["successful"])
