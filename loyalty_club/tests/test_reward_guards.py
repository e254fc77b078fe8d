"""Rewards on bad days: clubs that end, other companies, types that change, whoever may archive an account."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .reward_case import RewardCase


@tagged("post_install", "-at_install")
class TestRewardGuards(RewardCase):
    def test_members_of_an_archived_club_are_none(self):
        self.env["loyalty.program"].search([("program_type", "=", "promotion")]).active = False
        week = self.make_stock_program("promotion", name="Week", member_program_id=self.club.id, trigger="auto")
        self.card.joined_on = "2026-01-01"
        Program = self.env["loyalty.program"]
        self.assertEqual(Program._get_memberships(self.partner), self.card)
        order = self.make_order(self.partner, [(self.product, 1)])
        self.assertTrue(week._is_for(self.partner))
        self.assertIn(week, Program.search(order._get_program_domain()))
        self.club.active = False
        self.assertFalse(Program._get_memberships(self.partner))
        self.assertFalse(week._is_for(self.partner))
        self.assertNotIn(week, Program.search(order._get_program_domain()))

    def test_promotions_are_for_clubs_of_their_own_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self.make_club(name="Foreign club", company_id=other.id)
        here = self.env.company.id
        nobodys = {"company_id": False, "currency_id": self.env.company.currency_id.id}
        with self.assertRaisesRegex(ValidationError, "belongs to Elsewhere"), self.env.cr.savepoint():
            self.make_stock_program("promotion", name="Week", member_program_id=foreign.id, company_id=here)
        week = self.make_stock_program("promotion", name="Week", member_program_id=foreign.id, **nobodys)
        with self.assertRaisesRegex(ValidationError, "belongs to Elsewhere"), self.env.cr.savepoint():
            week.company_id = here
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": other.id})
        week.company_id = branch
        shared = self.make_club(name="Shared", **nobodys)
        week.write({"company_id": here, "member_program_id": shared.id})
        with self.assertRaisesRegex(ValidationError, "belongs to Elsewhere"), self.env.cr.savepoint():
            shared.company_id = other

    def test_the_type_stays_while_claims_wait(self):
        service, voucher = self.make_service(), self.make_voucher()
        claim = self.card._claim_reward(service)
        values = {"reward_type": "voucher", "voucher_program_id": voucher.voucher_program_id.id}
        for state in ("requested", "reserved"):
            claim._move_to(state)
            with self.subTest(state), self.assertRaisesRegex(UserError, "1 claims of .*Fulfil or cancel"):
                service.write(values)
        service.write({"reward_type": "service", "description": "Renamed"})
        claim.action_fulfil()
        service.write(values)
        self.assertEqual(self.card._claim_reward(service).state, "fulfilled")
        self.card._claim_reward(voucher)
        voucher.reward_type = "service"

    def test_uninstalling_asks_nobody(self):
        service = self.make_service()
        self.card._claim_reward(service)
        service._become_discounts()
        self.assertEqual((service.reward_type, service.active), ("discount", False))

    def test_only_managers_archive_accounts(self):
        gift = self.env["loyalty.card"].create({"program_id": self.make_stock_program("gift_card").id, "points": 5})
        for role in ("salesperson", "sales_manager", "cashier", "club_user"):
            mine = self.card.with_user(self.make_user(role, login=f"archive_{role}"))
            with self.subTest(role), self.assertRaises(AccessError):
                mine.action_archive()
            with self.subTest(role), self.assertRaises(AccessError):
                mine.write({"active": False})
        gift.with_user(self.make_user("sales_manager", login="gifts")).action_archive()
        manager = self.card.with_user(self.make_user("manager"))
        manager.action_archive()
        self.assertFalse(self.card.active)
        user = self.make_user("club_user", login="restores")
        with self.assertRaises(AccessError):
            self.card.with_user(user).action_unarchive()
        manager.action_unarchive()
        self.card.sudo().action_archive()
