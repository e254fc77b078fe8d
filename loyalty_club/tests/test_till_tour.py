"""The till in a real browser, as a cashier who has no rights in the club."""

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.point_of_sale.tests.test_frontend import TestPointOfSaleHttpCommon

from .common import ClubMixin
from .membership_case import MembershipMixin


class TillTourCase(ClubMixin, TestPointOfSaleHttpCommon):
    """A club of 1 star per unit of money; Silver from 50 on; a member with 60 stars, which do not qualify; a book of
    50."""

    @classmethod
    def get_default_groups(cls):
        groups = super().get_default_groups()
        for name in ("loyalty_club.group_club_manager", "sales_team.group_sale_manager", "base.group_system"):
            groups |= cls.quick_ref(name)
        return groups

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.make_club(name="Tour Club", portal_point_name="stars", points_rounding=1)
        cls.bronze, cls.silver = cls.env["loyalty.tier"].create(
            [
                {"program_id": cls.club.id, "name": "Bronze", "sequence": 1, "color": 2},
                {"program_id": cls.club.id, "name": "Silver", "sequence": 2, "color": 4, "min_points": 50},
            ]
        )
        cls.club.reward_ids = [
            Command.create(
                {
                    "reward_type": "discount",
                    "discount_mode": "per_point",
                    "discount": 0.1,
                    "required_points": 1,
                    "points_step": 20,
                    "description": "0.10 per star",
                }
            ),
            Command.create(
                {
                    "reward_type": "discount",
                    "discount_mode": "per_order",
                    "discount": 5,
                    "required_points": 10,
                    "min_tier_id": cls.silver.id,
                    "description": "Only for Silver",
                }
            ),
            Command.create(
                {
                    "reward_type": "discount",
                    "discount_mode": "per_order",
                    "discount": 100,
                    "required_points": 1000,
                    "description": "Far away",
                }
            ),
        ]
        cls.mary = cls.make_partner("Mary Member", phone="+1 555 555 0142", email="mary@example.com")
        cls.card = cls.make_member(cls.club, points=60, partner_id=cls.mary.id, code="0445550001")
        cls.make_product(50.0, name="Tour Book", available_in_pos=True)

    def setUp(self):
        super().setUp()
        self.main_pos_config.write({"tax_regime_selection": False, "use_pricelist": False})
        self.main_pos_config.with_user(self.pos_user).open_ui()

    def get_kinds(self, card):
        """What was booked at the till: (kind, points) in the order of booking."""
        return [(entry.kind, entry.points) for entry in card.ledger_ids.sorted("id") if entry.origin_model]


@tagged("-at_install", "post_install")
class TestTillTour(TillTourCase):
    def test_enrol_and_earn(self):
        self.start_pos_tour("club_till_enroll", timeout=120)

        nora = self.env["res.partner"].search([("name", "=", "Nora New")])
        card = self.Card.search([("partner_id", "=", nora.id)])
        self.assertEqual(len(card), 1)
        self.assertEqual(card.points, 50)
        self.assertTrue(card.joined_on)
        consents = self.env["loyalty.consent"].search([("partner_id", "=", nora.id)])
        self.assertEqual(consents.mapped("channel"), ["sms"])
        self.assertLedger(card)

    def test_earn_reach_silver_redeem_chosen_points(self):
        self.start_pos_tour("club_till_redeem", timeout=120)

        self.assertEqual(self.card.tier_id, self.silver)
        self.assertEqual(self.get_kinds(self.card), [("accrual", 50), ("accrual", 50), ("redemption", -40)])
        self.assertEqual(self.card.points, 120)
        self.assertFalse(self.env["loyalty.till.difference"].search([]))
        self.assertFalse(self.env["loyalty.reservation"].search([("card_id", "=", self.card.id)]))
        self.assertLedger(self.card)

    def test_refund_in_two_steps(self):
        self.start_pos_tour("club_till_refund", timeout=120)

        self.assertEqual(self.get_kinds(self.card), [("accrual", 100), ("reversal", -50), ("reversal", -50)])
        self.assertEqual(self.card.points, 60)
        self.assertLedger(self.card)

    def test_lost_connection_and_late_synchronisation(self):
        self.start_pos_tour("club_till_offline", timeout=120)

        self.assertEqual(self.get_kinds(self.card), [("accrual", 50), ("redemption", -40)])
        order = self.env["pos.order"].search([("partner_id", "=", self.mary.id)])
        self.assertEqual(len(order), 1)
        self.assertTrue(order.club_claim["offline"])
        self.assertLedger(self.card)

    def test_scanned_card(self):
        self.start_pos_tour("club_till_scan", timeout=120)

    def test_right_to_left(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.pos_user.lang = "fa_IR"
        self.main_pos_config.current_session_id.set_opening_control(0, "")
        self.start_pos_tour("club_till_right_to_left", timeout=120)

        self.assertEqual(self.card.points, 110)
        self.assertLedger(self.card)


@tagged("-at_install", "post_install")
class TestTillMembershipTour(MembershipMixin, TillTourCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        fee = cls.make_product(25.0, name="Joining fee", available_in_pos=True)
        cls.plan.write({"point_multiplier": 3, "joining_fee_product_id": fee.id})
        cls.make_product(80.0, name="Lamp for members", available_in_pos=True, membership_access="members")

    def test_membership_with_joining_fee_and_what_it_gives(self):
        self.start_pos_tour("club_till_membership", timeout=180)

        membership = self.get_membership(self.mary)
        self.assertEqual((membership.state, len(membership.term_ids)), ("active", 1))
        orders = self.env["pos.order"].search([("partner_id", "=", self.mary.id)], order="id")
        self.assertEqual(orders.mapped("amount_total"), [12.95 + 25, 50 + 80])
        self.assertEqual([points for _kind, points in self.get_kinds(self.card)], [37, 390])
        self.assertFalse(self.env["loyalty.till.difference"].search([]))
        self.assertLedger(self.card)
