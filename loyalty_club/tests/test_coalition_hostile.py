"""Managers, partners and days that mean no good to the books of coupons."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .coalition_case import CoalitionCase


@tagged("post_install", "-at_install")
class TestCoalitionHostile(CoalitionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.make_member(cls.club, points=100)
        cls.manager = cls.make_user("manager")

    def make_contract(self, context=None, **values):
        partner = self.make_partner("Cakes", is_company=True)
        Contract = self.env["loyalty.coalition.partner"].with_user(self.manager).with_context(**(context or {}))
        return Contract.create({"partner_id": partner.id, "program_id": self.club.id, **values})

    # --- forged requests ---

    def test_nobody_makes_keys_of_other_users(self):
        admin = self.env.ref("base.user_admin")
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.make_contract(api_user_id=admin.id)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.make_contract(context={"default_api_user_id": admin.id})
        self.assertFalse(self.make_contract().sudo().api_user_id)

    def test_states_do_not_come_from_the_context(self):
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.make_contract(context={"default_state": "active"})
        Package = self.env["loyalty.coalition.package"].with_user(self.manager)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            Package.with_context(default_state="confirmed").create({"coalition_id": self.coalition.id, "amount": 900})
        self.assertEqual(self.coalition.prepaid_left, 0)

    def test_what_coupons_stand_on_stays(self):
        self.add_codes("A1")
        self.theirs._give(self.ada)
        other_club = self.make_club(name="Other club")
        other_company = self.env["res.company"].create({"name": "Other"})
        contract = self.coalition.with_user(self.manager)
        for values in (
            {"currency_id": self.env.ref("base.EUR").id},
            {"program_id": other_club.id},
            {"company_id": other_company.id},
        ):
            self.assertFalse(contract.movement_ids, "nothing is booked yet")
            with self.assertRaisesRegex(UserError, "were exchanged"), self.env.cr.savepoint():
                contract.write(values)
        contract.write({"program_id": self.club.id, "currency_id": contract.currency_id.id, "note": "Same as before"})

    def test_what_was_paid_in_advance_stays_money_of_its_currency(self):
        self.env["loyalty.coalition.package"].create({"coalition_id": self.coalition.id, "amount": 9}).action_confirm()
        with self.assertRaisesRegex(UserError, "paid in advance"), self.env.cr.savepoint():
            self.coalition.currency_id = self.env.ref("base.EUR")

    def test_partners_that_become_one(self):
        """Stock deletes what it cannot move: a contract with all its offers."""
        other = self.make_contract()
        self.env["loyalty.coalition.offer"].create({"name": "Cake", "coalition_id": other.id})
        Merge = self.env["base.partner.merge.automatic.wizard"]
        with self.assertRaisesRegex(UserError, "Ballet Shoes, Cakes have a contract each"), self.env.cr.savepoint():
            Merge._merge((self.ballet | other.partner_id).ids, self.ballet)
        other.active = False
        Merge._merge((self.ballet | other.partner_id).ids, self.ballet)
        self.assertEqual((other.partner_id, other.offer_ids.mapped("name")), (self.ballet, ["Cake"]))

    def test_domains_that_no_member_could_be_asked_with(self):
        for domain in ("[('no_such_field', '=', 1)]", "[(", "1 + 1"):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.theirs.member_domain = domain
        self.theirs.member_domain = "[('city', '=', 'Delft')]"

    # --- disputes ---

    def test_a_dispute_is_not_ended_by_another_use(self):
        self.add_codes("A1")
        coupon = self.theirs._give(self.ada)
        coupon._redeem("S1", 80, 16)
        coupon._move_to("disputed")
        with self.assertRaisesRegex(UserError, "disputed"), self.env.cr.savepoint():
            coupon._redeem_by_api("S2", [900, 0])
        self.assertEqual((coupon.state, coupon.order_ref, coupon.order_amount), ("disputed", "S1", 80))

    # --- days ---

    def test_codes_whose_day_is_over_are_not_given(self):
        codes = self.add_codes("A1", "A2")
        codes[0].expires_on = self.theirs._get_today() - timedelta(days=1)
        codes[1].expires_on = self.theirs._get_today()
        self.theirs.points = 40
        self.assertEqual(self.theirs._give(self.ada).code, "A2")
        self.assertFalse(self.theirs._get_stocked())
        with self.assertRaisesRegex(UserError, "taken"), self.env.cr.savepoint():
            self.theirs._give(self.make_member(self.club, points=100))

    def test_coupons_of_archived_contracts_expire(self):
        self.theirs.valid_days = 1
        self.add_codes("A1", "A2")
        coupon = self.theirs._give(self.ada)
        self.coalition._move_to("ended")
        self.coalition.active = False
        expired = self.env["loyalty.coalition.coupon"]._expire(self.env.cr.now() + timedelta(days=3))
        self.assertIn(coupon, expired)

    def test_not_more_expire_at_once_than_wanted(self):
        self.theirs.valid_until = self.theirs._get_today()
        other = self.env["loyalty.coalition.partner"].create(
            {"partner_id": self.ballet.id, "program_id": self.make_club(name="Other club").id}
        )
        for offer in (self.theirs, self.theirs.copy({"coalition_id": other.id})):
            self.add_codes("A1", "A2", offer=offer).expires_on = offer._get_today()
        expired = self.env["loyalty.coalition.coupon"]._expire(self.env.cr.now() + timedelta(days=3), limit=2)
        self.assertEqual(len(expired), 2)

    # --- ours ---

    def test_a_program_that_gives_no_coupons(self):
        self.coupon_program.active = False
        with self.assertRaisesRegex(UserError, "archived"), self.env.cr.savepoint():
            self.ours._issue("customer 7")

    def test_only_coupon_programs_are_handed_out(self):
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.ours.coupon_program_id = self.club

    # --- points ---

    def test_points_that_staff_gave_back_already(self):
        self.add_codes("A1")
        self.theirs.points = 40
        coupon = self.theirs._give(self.ada)
        coupon.entry_id._reverse(15)
        coupon._cancel()
        self.assertEqual(self.ada.points, 100)
        self.assertLedger(self.ada)

    def test_points_that_came_back_whole_already(self):
        self.add_codes("A1")
        self.theirs.points = 40
        coupon = self.theirs._give(self.ada)
        coupon.entry_id._reverse()
        coupon._cancel()
        self.assertEqual((coupon.state, self.ada.points), ("cancelled", 100))
