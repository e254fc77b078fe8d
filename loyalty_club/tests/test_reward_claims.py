"""Vouchers and services: claimed, fulfilled, given back."""

from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .reward_case import RewardCase


@tagged("post_install", "-at_install")
class TestRewardClaims(RewardCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.voucher = cls.make_voucher(voucher_days=30)
        cls.service = cls.make_service()

    def test_a_voucher_is_a_coupon_at_once(self):
        with self.at("2026-03-10 12:00:00"):
            claim = self.card._claim_reward(self.voucher)
        self.assertEqual((claim.state, claim.points, self.points()), ("fulfilled", 200, 800))
        coupon = claim.coupon_id
        self.assertEqual((coupon.partner_id, coupon.points), (self.partner, 1))
        self.assertEqual(coupon.expiration_date, date(2026, 4, 9))
        self.assertEqual(coupon.history_ids.issued, 1)
        entry = self.card.ledger_ids[0]
        self.assertEqual((entry.reward_id, entry.key), (self.voucher, f"loyalty.reward.claim,{claim.id},redemption"))
        self.assertEqual((entry.origin_model, entry.origin_id), ("loyalty.reward.claim", claim.id))
        self.assertLedger(self.card)

    def test_the_code_works(self):
        coupon = self.card._claim_reward(self.voucher).coupon_id
        order = self.make_order(self.partner, [(self.product, 1)])
        [(card, rewards)] = order._try_apply_code(coupon.code).items()
        order._apply_program_reward(rewards, card)
        self.assertEqual(order.amount_total, 80)
        with self.assertRaisesRegex(UserError, "is on an order"):
            coupon.env["loyalty.reward.claim"].search([("coupon_id", "=", coupon.id)]).action_cancel()

    def test_the_code_is_told(self):
        template = self.env.ref("loyalty.mail_template_loyalty_card").copy({"report_template_ids": False})
        self.voucher.voucher_program_id.communication_plan_ids = [
            Command.create({"trigger": "create", "mail_template_id": template.id})
        ]
        self.partner.email = "ada@example.com"
        self.env.company.write({"club_quiet_from": 0, "club_quiet_to": 0})
        claim = self.card.with_context(loyalty_no_mail=False)._claim_reward(self.voucher)
        self.env["loyalty.message"]._send_due()
        mail = self.env["mail.mail"].search([("model", "=", "loyalty.card"), ("res_id", "=", claim.coupon_id.id)])
        self.assertEqual(len(mail), 1)
        self.assertIn(claim.coupon_id.code, mail.body_html)
        message = self.env["loyalty.message"].search([("mail_id", "=", mail.id)])
        self.assertEqual((message.purpose, message.is_service), ("voucher", True), "asked for: no consent is needed")

    def test_an_unused_voucher_is_given_back(self):
        claim = self.card._claim_reward(self.voucher)
        claim.action_cancel()
        self.assertEqual((claim.state, self.points()), ("cancelled", 1000))
        self.assertFalse(claim.coupon_id.active)
        self.assertEqual(claim.coupon_id.points, 0)
        claim.action_cancel()
        self.assertEqual(self.points(), 1000)
        with self.assertRaisesRegex(UserError, "cannot become fulfilled"):
            claim.action_fulfil()
        self.assertLedger(self.card)

    def test_a_used_voucher_is_not(self):
        claim = self.card._claim_reward(self.voucher)
        claim.coupon_id.points = 0
        claim.invalidate_recordset()
        self.assertFalse(claim.may_cancel)
        with self.assertRaisesRegex(UserError, "used already"):
            claim.action_cancel()
        self.assertEqual(self.points(), 800)

    def test_points_return_to_the_credits_they_came_from(self):
        card = self.make_member(self.club, name="Grace")
        first = card._post_points(200, "accrual", expires_on=self.days_from_now(9).date())
        second = card._post_points(200, "accrual", expires_on=self.days_from_now(90).date())
        claim = card._claim_reward(self.service)
        self.env.invalidate_all()
        self.assertEqual((first.remaining, second.remaining), (0, 100))
        claim.action_cancel()
        self.env.invalidate_all()
        self.assertEqual((first.remaining, second.remaining), (200, 200))

    def test_a_service_waits_for_staff(self):
        user = self.make_user("club_user")
        self.service.responsible_id = user
        claim = self.card._claim_reward(self.service, note="Two seats")
        self.assertEqual((claim.state, claim.user_id, self.points()), ("requested", user, 700))
        self.assertEqual(claim.activity_ids.user_id, user)
        mine = claim.with_user(user)
        mine.action_reserve()
        mine.action_reopen()
        mine.action_fulfil()
        mine.action_fulfil()
        self.assertEqual(claim.state, "fulfilled")
        self.assertFalse(claim.activity_ids)
        with self.assertRaisesRegex(UserError, "the member has it"):
            mine.action_cancel()
        self.assertEqual(self.points(), 700)

    def test_a_double_click_claims_once(self):
        first = self.card._claim_reward(self.service, key="click")
        self.assertEqual(self.card._claim_reward(self.service, key="click"), first)
        self.assertNotEqual(self.card._claim_reward(self.service, key="another"), first)
        self.assertEqual(self.points(), 400)

    def test_refusals(self):
        program = self.voucher.voucher_program_id
        poor = self.make_member(self.club, 199, name="Poor")
        with self.assertRaisesRegex(UserError, "Poor has not enough points .* costs 200"):
            poor._claim_reward(self.voucher)
        with self.assertRaisesRegex(UserError, "part of a purchase"):
            self.card._claim_reward(self.reward)
        self.card.membership_state = "suspended"
        with self.assertRaisesRegex(UserError, "no active member"):
            self.card._claim_reward(self.service)
        self.card.membership_state = "active"
        stranger = self.make_member(self.make_club(name="Other"), 1000, name="Stranger")
        with self.assertRaisesRegex(UserError, "no reward of this member's club"):
            stranger._claim_reward(self.service)
        program.active = False
        with self.assertRaisesRegex(UserError, "is archived. Restore it"):
            self.card._claim_reward(self.voucher)
        self.assertEqual(self.points(), 1000)

    def test_reserved_points_cannot_be_claimed(self):
        self.env["loyalty.reservation"].create(
            {
                "card_id": self.card.id,
                "points": 750,
                "origin_model": "sale.order",
                "origin_id": 1,
                "expires_at": self.days_from_now(1),
            }
        )
        with self.assertRaisesRegex(UserError, "not enough points"):
            self.card._claim_reward(self.service)

    def test_voucher_programs_that_cannot_be(self):
        archived = self.make_coupons()
        archived.active = False
        company = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self.make_coupons(company_id=company.id, currency_id=company.currency_id.id)
        cases = [
            (archived, "is archived"),
            (self.make_stock_program("gift_card"), "of type “Coupons”"),
            (self.make_club(), "of type “Coupons”"),
            (foreign, "another company"),
        ]
        for program, words in cases:
            with self.subTest(words), self.assertRaisesRegex(ValidationError, words), self.env.cr.savepoint():
                self.voucher.voucher_program_id = program
        with self.assertRaisesRegex(ValidationError, "is no club"):
            self.make_coupons().reward_ids.reward_type = "service"

    def test_they_are_not_part_of_a_purchase(self):
        order = self.make_order(self.partner, [(self.product, 5)])
        self.assertEqual(order._get_claimable_rewards(), {self.card: self.reward})
        self.assertEqual(order._get_claimable_and_showable_rewards(), {self.card: self.reward})
        self.assertIn("not part of a purchase", order._apply_program_reward(self.voucher, self.card)["error"])
        self.claim(order, self.card)
        self.reward.write({"reward_type": "service"})
        order._update_programs_and_rewards()
        self.assertFalse(order.order_line.reward_id)
        self.club.currency_id = self.env.company.currency_id
        config = self.env["pos.config"].create({"name": "Till"})
        domain = self.env["loyalty.reward"]._load_pos_data_domain({}, config)
        self.assertIn(self.reward, self.club.reward_ids.filtered_domain(domain), "the till says where to ask for it")

    def test_merged_members_keep_their_claims(self):
        claim = self.card._claim_reward(self.service)
        target = self.make_member(self.club, 50, name="Survivor")
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.partner | target.partner_id).ids, target.partner_id
        )
        self.env.invalidate_all()
        self.assertEqual((claim.card_id, claim.partner_id), (target, target.partner_id))
        self.assertEqual(target.points, 750)
        claim.action_cancel()
        self.assertEqual(self.points(target), 1050)
        self.assertLedger(target)

    def test_the_wizard(self):
        user = self.make_user("club_user")
        wizard = (
            self.env["loyalty.reward.claim.wizard"]
            .with_user(user)
            .with_context(**self.card.action_claim_reward()["context"])
        )
        form = Form(wizard)
        form.reward_id = self.service
        self.assertEqual((form.problem, form.balance.split()[0], form.price.split()[0]), (False, "1000", "300"))
        wizard = form.save()
        action = wizard.action_claim()
        self.assertEqual(wizard.action_claim()["res_id"], action["res_id"])
        self.assertEqual(self.points(), 700)
        claim = self.env["loyalty.reward.claim"].browse(action["res_id"])
        self.assertTrue(Form(claim.with_user(user)))
        self.assertEqual(self.card.claim_count, 1)
        form = Form(self.env["loyalty.reward.claim.wizard"].with_context(default_reward_id=self.service.id))
        self.assertFalse(form.problem or form.price)
        form.card_id = self.make_member(self.club, 20, name="Poor")
        self.assertIn("not enough points", form.problem)

    def test_nobody_writes_claims(self):
        claim = self.card._claim_reward(self.service)
        for role in ("club_user", "manager", "auditor", "salesperson"):
            mine = claim.with_user(self.make_user(role))
            with self.subTest(role), self.assertRaises(AccessError), mute_logger("odoo.models"):
                mine.write({"state": "fulfilled"})
            with self.subTest(role), self.assertRaises(AccessError), mute_logger("odoo.models"):
                mine.create({"card_id": self.card.id, "reward_id": self.service.id, "state": "fulfilled"})
        auditor = claim.with_user(self.env["res.users"].search([("login", "=", "club_auditor")]))
        with self.assertRaises(AccessError):
            auditor.action_cancel()
        claim.with_user(self.env["res.users"].search([("login", "=", "club_user")])).note = "A window seat"
        with self.assertRaisesRegex(UserError, "Cancel it instead"):
            claim.unlink()

    def test_claims_of_another_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.card._claim_reward(self.service)
        user = self.make_user("club_user", company_id=company.id, company_ids=[Command.set(company.ids)])
        self.assertFalse(self.env["loyalty.reward.claim"].with_user(user).search([]))

    def test_rewards_with_claims_are_archived_not_deleted(self):
        self.card._claim_reward(self.service)
        fresh = self.make_service(description="Nobody wanted it")
        (self.service | fresh).unlink()
        self.assertFalse(self.service.active)
        self.assertFalse(fresh.exists())

    def test_on_uninstallation_they_become_archived_discounts(self):
        rewards = self.voucher | self.service
        rewards._become_discounts()
        self.assertEqual(set(rewards.mapped("reward_type")), {"discount"})
        self.assertEqual(rewards.mapped("discount"), [1, 1])
        self.assertEqual(rewards.mapped("active"), [False, False])
        self.assertEqual(self.service.description, "Evening with the author")
