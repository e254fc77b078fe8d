from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .till_desk_case import DeskCase


@tagged("post_install", "-at_install")
class TestTillStatus(DeskCase):
    """What the till shows of a member."""

    def test_a_member_with_everything(self):
        silver, gold = self.env["loyalty.tier"].create(
            [
                {"program_id": self.club.id, "name": "Silver", "sequence": 1, "min_points": 80},
                {"program_id": self.club.id, "name": "Gold", "sequence": 2, "min_points": 500, "min_orders": 9},
            ]
        )
        today = self.env.cr.now().date()
        later = today + timedelta(days=10)
        self.card._post_points(90, "accrual", qualifying={"points": 90, "amount": 90, "orders": 1}, expires_on=later)
        self.card._post_points(30, "accrual", available_on=later)
        self.reserve("other till", {self.card: 40})
        status = self.status()
        self.assertEqual((status["state"], status["joined"], status["earns"]), ("active", True, True))
        self.assertEqual(status["spendable"], 150)
        self.assertEqual(status["pending"], {"points": 30, "on": later.isoformat()})
        self.assertEqual(status["expiring"], {"points": 90, "on": later.isoformat()})
        self.assertEqual(status["tier"], silver.id)
        self.assertEqual(status["next"], {"tier": gold.id, "missing": {"points": 410, "orders": 8}, "any": True})
        self.assertEqual(status["keep"]["missing"], {"points": 80})
        self.assertEqual(status["keep"]["until"], self.card.tier_expires_on.isoformat())
        self.assertFalse(status["first_purchase"])

    def test_a_new_member(self):
        self.env["loyalty.tier"].create({"program_id": self.club.id, "name": "Silver", "min_amount": 80})
        card = self.make_member(self.club, name="New")
        status = self.status(card.partner_id)
        self.assertEqual((status["spendable"], status["pending"], status["expiring"]), (0, None, None))
        self.assertEqual((status["tier"], status["keep"], status["first_purchase"]), (None, None, True))
        self.assertEqual(status["next"]["missing"], {"amount": 80})
        self.assertEqual((status["given"], status["taken"]), ({}, {}))

    def test_who_does_not_earn(self):
        self.club.enrollment = "opt_in"
        self.card.sudo().joined_on = False
        status = self.status()
        self.assertEqual((status["joined"], status["earns"]), (False, False))
        self.card.sudo().joined_on = self.env.cr.now()
        self.card.membership_state = "suspended"
        status = self.status()
        self.assertEqual((status["state"], status["joined"], status["earns"]), ("suspended", True, False))

    def test_caps_and_limits_of_the_present_period(self):
        rule = self.club.rule_ids
        rule.write({"limit_points": 120, "limit_period": "month"})
        partner = self.card.partner_id
        self.make_sale(partner, [(self.make_product(70), 1)])
        self.assertEqual(self.status()["given"], {str(rule.id): 70})
        reward = self.club.reward_ids
        reward.write({"limit_per_member": 3, "limit_period": "ever"})
        order = self.make_order(partner, [(self.make_product(500), 1)])
        self.claim(order, self.card)
        order.action_confirm()
        self.assertEqual(self.status()["taken"], {str(reward.id): 1})
        with self.at(self.env.cr.now() + timedelta(days=40)):
            self.assertEqual(self.status()["given"], {})

    def test_what_other_members_did_does_not_count(self):
        self.club.rule_ids.write({"limit_points": 120, "limit_period": "ever"})
        other = self.make_member(self.club, name="Other")
        self.make_sale(other.partner_id, [(self.make_product(70), 1)])
        self.assertEqual(self.status()["given"], {})
        self.assertEqual(self.status(other.partner_id)["given"], {str(self.club.rule_ids.id): 70})

    def test_merged_accounts_count_as_one(self):
        self.club.rule_ids.write({"limit_points": 120, "limit_period": "ever"})
        old = self.make_member(self.club, name="Old")
        self.make_sale(old.partner_id, [(self.make_product(70), 1)])
        old._merge_into(self.card)
        status = self.status()
        self.assertEqual(status["given"], {str(self.club.rule_ids.id): 70})
        self.assertFalse(status["first_purchase"])

    def test_points_whose_day_has_come_or_gone(self):
        today = self.env.cr.now().date()
        self.card._post_points(40, "accrual", available_on=today + timedelta(days=2))
        self.card._post_points(25, "accrual", expires_on=today + timedelta(days=1))
        with self.at(self.env.cr.now() + timedelta(days=3)):
            [record] = self.load()["loyalty.card"]
        self.assertEqual((record["points"], record["till_status"]["spendable"]), (140, 140))
        self.assertLedger(self.card)

    def test_queries_do_not_grow_with_the_members(self):
        self.club.rule_ids.write({"limit_points": 120, "limit_period": "month"})
        self.club.reward_ids.write({"limit_per_member": 3})
        self.env["loyalty.tier"].create({"program_id": self.club.id, "name": "Silver", "min_points": 80})
        others = [self.make_member(self.club, 10, name=f"Member {number}") for number in range(12)]
        cards = self.card.union(*others)
        cards._make_link_tokens()

        def read(some):
            records = self.as_cashier("loyalty.card").browse(some.ids)
            return self.count_queries(records.mapped, "till_status")

        read(self.card)
        self.assertEqual(read(self.card), read(cards))

    def test_other_cards_have_none(self):
        program = self.make_stock_program("ewallet")
        wallet = self.env["loyalty.card"].create({"program_id": program.id, "partner_id": self.partner.id, "points": 5})
        self.assertFalse(wallet.till_status)
        self.assertEqual(list(self.load()["accounts"].values()), [self.card.id])


@tagged("post_install", "-at_install")
class TestTillAccounts(DeskCase):
    """Which accounts a till gets, and who may ask."""

    def test_all_clubs_of_the_till_at_once(self):
        second = self.make_club(name="Second")
        other = self.make_member(second, 5, partner_id=self.partner.id)
        elsewhere = self.make_club(name="Elsewhere", pos_ok=False)
        self.make_member(elsewhere, 5, partner_id=self.partner.id)
        answer = self.load()
        self.assertEqual(answer["accounts"], {self.club.id: self.card.id, second.id: other.id})
        self.assertEqual({record["id"] for record in answer["loyalty.card"]}, set((self.card | other).ids))
        self.assertEqual((answer["partner_id"], answer["res.partner"][0]["name"]), (self.partner.id, "Ada"))

    def test_nobody_yet(self):
        stranger = self.make_partner("Stranger")
        answer = self.load(stranger)
        self.assertEqual((answer["loyalty.card"], answer["accounts"]), ([], {}))
        self.assertEqual(answer["partner_id"], stranger.id)

    def test_contacts_share_the_account_of_their_company(self):
        self.club.contact_accounts = "company"
        company = self.make_partner("Works", is_company=True)
        contact = self.make_partner("Contact", parent_id=company.id)
        shared = self.make_member(self.club, 70, partner_id=company.id)
        self.make_member(self.club, 5, partner_id=contact.id)
        answer = self.load(contact)
        self.assertEqual(answer["accounts"], {self.club.id: shared.id})
        self.assertEqual({record["id"] for record in answer["res.partner"]}, {contact.id, company.id})
        self.club.contact_accounts = "contact"
        self.assertNotEqual(self.load(contact)["accounts"], {self.club.id: shared.id})

    def test_archived_accounts_are_not_there(self):
        self.card.active = False
        self.assertEqual(self.load()["accounts"], {})

    def test_who_may_not_ask(self):
        for role in ("employee", "portal", "salesperson"):
            user = self.make_user(role, login=f"till_{role}")
            with self.subTest(role), self.assertRaises(AccessError):
                self.load(user=user)

    def test_a_till_of_another_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self.make_user(
            "base.group_user,point_of_sale.group_pos_user",
            login="stranger",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        with self.assertRaises(AccessError):
            self.load(user=stranger)
        foreign = self.make_club(name="Foreign", company_id=company.id)
        self.make_member(foreign, 5, partner_id=self.partner.id)
        self.assertEqual(self.load()["accounts"], {self.club.id: self.card.id})

    def test_a_cashier_of_nothing_else_writes_no_points(self):
        with self.assertRaises(AccessError):
            self.as_cashier("loyalty.card").browse(self.card.id).points = 5000
        with self.assertRaises(AccessError):
            self.as_cashier("loyalty.card").browse(self.card.id).link_token = "known"
        self.assertFalse(self.as_cashier("loyalty.consent").has_access("read"))


@tagged("post_install", "-at_install")
class TestTillLoading(DeskCase):
    """What opening a till loads: nothing of a member, and nothing that a cashier could not read."""

    def test_clubs_rules_rewards_tiers(self):
        tier = self.env["loyalty.tier"].create(
            {"program_id": self.club.id, "name": "Silver", "min_points": 8, "color": 4}
        )
        rule, reward = self.club.rule_ids, self.club.reward_ids
        rule.write({"tier_ids": tier.ids, "payment_method_ids": self.env["payment.method"].search([], limit=1).ids})
        club = self.load_model("loyalty.program")[self.club.id]
        self.assertEqual((club["tz"], club["is_earning"], club["has_tiers"]), ("UTC", True, True))
        loaded = self.load_model("loyalty.rule")[rule.id]
        self.assertEqual(
            (loaded["tier_ids"], loaded["is_for_tiers"], loaded["is_for_payments"]), (tier.ids, True, True)
        )
        self.assertEqual(loaded["payment_method_ids"], rule.payment_method_ids.ids)
        self.assertEqual(self.load_model("loyalty.tier")[tier.id]["color"], 4)
        self.assertFalse(self.load_model("loyalty.reward")[reward.id]["till_budget"])
        self.assertEqual(self.load_model("loyalty.card"), {})

    def test_rewards_with_conditions_and_those_of_the_desk(self):
        tier = self.env["loyalty.tier"].create({"program_id": self.club.id, "name": "Silver", "min_points": 8})
        reward = self.club.reward_ids
        reward.write({"min_tier_id": tier.id, "limit_per_member": 2, "budget_count": 5, "date_from": "2020-01-01"})
        service = {"program_id": self.club.id, "reward_type": "service", "description": "Evening", "required_points": 5}
        service = self.env["loyalty.reward"].create(service)
        loaded = self.load_model("loyalty.reward")
        self.assertEqual(loaded[reward.id]["min_tier_id"], tier.id)
        self.assertEqual((loaded[reward.id]["has_member_limit"], loaded[reward.id]["limit_per_member"]), (True, 2))
        self.assertEqual(loaded[reward.id]["till_budget"], {"count": 5, "amount": None})
        self.assertEqual(loaded[service.id]["reward_type"], "service")

    def test_promotions_for_members(self):
        promotion = self.make_stock_program("promotion", member_program_id=self.club.id)
        self.assertEqual(self.load_model("loyalty.program")[promotion.id]["member_program_id"], self.club.id)

    def test_codes_for_members(self):
        coupons = self.make_stock_program("coupons", member_program_id=self.club.id)
        card = self.env["loyalty.card"].create({"program_id": coupons.id, "points": 1, "code": "WEEK-1"})
        till = self.as_cashier("pos.config").browse(self.till.id)
        today = str(self.env.cr.now())
        self.assertTrue(till.use_coupon_code(card.code, today, self.partner.id, False)["successful"])
        for stranger in (self.make_partner("Stranger").id, False):
            answer = till.use_coupon_code(card.code, today, stranger, False)
            self.assertIn("only for members of Club", answer["payload"]["error_message"])

    def test_a_closing_club_earns_nothing(self):
        self.club.closing_on = self.days_from_now(9)
        self.assertFalse(self.load_model("loyalty.program")[self.club.id]["is_earning"])
        self.assertFalse(self.status()["earns"])

    def test_prices_of_a_tier(self):
        self.env.ref("base.group_user")._apply_group(self.env.ref("product.group_product_pricelist"))
        usual, pricelist, dear = self.env["product.pricelist"].create(
            [
                {"name": "Everybody", "sequence": 0},
                {"name": "Silver", "currency_id": self.till.currency_id.id},
                {"name": "Foreign money", "currency_id": self.env.ref("base.KRW").id},
            ]
        )
        values = {"program_id": self.club.id, "name": "Silver", "min_points": 80, "pricelist_id": pricelist.id}
        silver = self.env["loyalty.tier"].create(values)
        self.env["loyalty.tier"].create({**values, "name": "Gold", "min_points": 900, "pricelist_id": dear.id})
        loaded = self.load_model("product.pricelist")
        self.assertIn(pricelist.id, loaded)
        self.assertNotIn(dear.id, loaded)
        self.assertNotIn(pricelist, self.till.available_pricelist_ids)
        self.card._post_points(90, "accrual", qualifying={"points": 90, "amount": 90, "orders": 1})
        self.assertEqual(self.card.tier_id, silver)
        self.assertEqual(self.load()["res.partner"][0]["property_product_pricelist"], pricelist.id)
        with self.at(self.env.cr.now() + timedelta(days=800)):
            self.assertEqual(self.load()["res.partner"][0]["property_product_pricelist"], usual.id)
