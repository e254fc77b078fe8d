"""Companies of one database share coupons: chosen without seeing each other's books, and both books agree."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .coalition_peers_case import PeersCase


@tagged("post_install", "-at_install")
class TestCoalitionPeers(PeersCase):
    def test_given_on_both_sides(self):
        self.offer_there.valid_days = 10
        coupon = self.offer._give(self.ada)
        self.assertEqual((coupon.peer_id.offer_id, coupon.peer_id.code), (self.offer_there, coupon.code))
        self.assertEqual(coupon.peer_id.peer_id, coupon)
        self.assertEqual((coupon.company_id, coupon.peer_id.company_id), (self.env.company, self.next_door))
        self.assertTrue(coupon.expires_on)
        self.assertEqual(coupon.expires_on, coupon.peer_id.expires_on)
        self.assert_alike(coupon, "issued")

    def test_what_does_not_hold_there_is_not_offered_here(self):
        self.assertIn(self.offer, [one["offer"] for one in self.offer._get_open_for(self.ada)])
        self.offer_there.coalition_id.action_suspend()
        self.assertNotIn(self.offer, [one["offer"] for one in self.offer._get_open_for(self.ada)])
        with self.assertRaisesRegex(UserError, "is not offered now"):
            self.offer._give(self.ada)

    def test_used_there(self):
        coupon = self.offer._give(self.ada)
        coupon.peer_id._redeem("ND 1", 80, 8)
        self.assertEqual((coupon.order_ref, coupon.order_amount, coupon.discount_amount), ("ND 1", 20, 2))
        self.assert_alike(coupon, "redeemed", (2, -8))
        coupon.peer_id._redeem("ND 1", 40, 4)
        self.assertEqual(coupon.order_amount, 10)
        self.assert_alike(coupon, "redeemed", (1, -4))
        coupon.peer_id._take_back()
        self.assert_alike(coupon, "issued")
        self.assertEqual(coupon.movement_ids.sorted("id").mapped("amount"), [2, -1, -1])

    def test_amounts_that_do_not_convert_evenly(self):
        coupon = self.offer._give(self.ada)
        coupon.peer_id._redeem("ND 1", 33.33, 0.01)
        self.assertEqual((coupon.order_amount, coupon.peer_id.order_amount), (8.33, 33.33))

    def test_noted_here(self):
        coupon = self.offer._give(self.ada)
        coupon._redeem("ND 2", 20, 2)
        self.assertEqual(coupon.peer_id.order_amount, 80)
        self.assert_alike(coupon, "redeemed", (2, -8))
        coupon._move_to("disputed")
        self.assert_alike(coupon, "disputed", (2, -8))
        coupon.peer_id._move_to("redeemed")
        self.assert_alike(coupon, "redeemed", (2, -8))

    def test_cancelled_there(self):
        coupon = self.offer._give(self.ada)
        self.assertEqual(self.ada.points, 60)
        coupon.peer_id._cancel()
        self.assert_alike(coupon, "cancelled")
        self.assertEqual(self.ada.points, 100)
        self.assertLedger(self.ada)

    def test_cancelled_here(self):
        coupon = self.offer._give(self.ada)
        coupon._cancel()
        self.assert_alike(coupon, "cancelled")
        with self.assertRaises(UserError):
            coupon.peer_id._redeem("ND 1", 80, 8)

    def test_their_agreement_holds(self):
        self.offer_there.max_issued = 1
        self.offer._give(self.ada)
        with self.assertRaisesRegex(UserError, "As many"), self.env.cr.savepoint():
            self.offer._give(self.make_member(self.club, points=100))
        self.offer_there.coalition_id._move_to("ended")
        with self.assertRaisesRegex(UserError, "is not offered now"), self.env.cr.savepoint():
            self.offer._give(self.make_member(self.club, points=100))

    # --- choosing ---

    def test_only_what_is_offered_to_us_can_be_chosen(self):
        Offer = self.env["loyalty.coalition.offer"].with_user(self.manager)
        self.assertFalse(Offer.search([("id", "=", self.offer_there.id)]))
        self.assertEqual(Offer._get_peer_choices(), [(str(self.offer_there.id), "Next Door Ltd: Cake for two")])
        for value in (self.offer_to_others, self.ours, self.theirs):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.offer.with_user(self.manager).peer_offer_id = value.id
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.offer.with_user(self.manager).peer_choice = str(self.offer_to_others.id)

    def test_who_gives_them_settles_them(self):
        with self.assertRaisesRegex(ValidationError, "those of Next Door"), self.env.cr.savepoint():
            self.offer.copy({"coalition_id": self.coalition.id})

    def test_choosing_on_the_form(self):
        form = Form(self.env["loyalty.coalition.offer"].with_user(self.manager))
        form.name = "Cake"
        form.coalition_id = self.offer.coalition_id
        form.source = "company"
        form.peer_choice = str(self.offer_there.id)
        offer = form.save()
        self.assertEqual(offer.sudo().peer_offer_id, self.offer_there)
        self.assertEqual(offer.peer_choice, str(self.offer_there.id))
        self.assertTrue(Form(self.offer.with_user(self.manager))._values)

    def test_their_books_stay_theirs(self):
        coupon = self.offer._give(self.ada)
        coupon.peer_id._redeem("ND 1", 80, 8)
        neighbour = self.make_user(
            "manager", login="neighbour", company_id=self.next_door.id, company_ids=[Command.set(self.next_door.ids)]
        )
        for record, user in ((coupon, neighbour), (coupon.peer_id, self.manager)):
            self.assertTrue(Form(record.peer_id.with_user(user))._values)
            for foreign in (record, record.movement_ids, record.offer_id):
                with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
                    foreign.with_user(user).read(["display_name"])

    def test_windows_show_nothing_of_theirs(self):
        coupon = self.offer._give(self.ada)
        self.env.flush_all()
        for model, values in (
            ("loyalty.coalition.step", {"coupon_ids": coupon.peer_id.ids, "step": "cancel"}),
            ("loyalty.coalition.export", {"offer_id": self.offer_there.id}),
        ):
            windows = self.env[model].with_user(self.manager)
            for call in (
                lambda windows=windows, values=values: windows.create(values),
                lambda windows=windows, values=values: windows.onchange(values, list(values), {"display_name": {}}),
            ):
                with (
                    self.subTest(model),
                    self.assertRaises(AccessError),
                    mute_logger("odoo.addons.base.models.ir_rule"),
                    self.env.cr.savepoint(),
                ):
                    call()
        self.assertEqual(coupon.peer_id.state, "issued")
