"""Screens of partners and their coupons: they open for everybody, say what there is, and cost the same for many."""

from odoo.tests import Form, tagged

from .coalition_case import CoalitionCase


@tagged("post_install", "-at_install")
class TestCoalitionScreens(CoalitionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = cls.make_user("auditor")

    def use(self):
        """A coupon of the partner that a member used."""
        self.add_codes("A1")
        coupon = self.theirs._give(self.make_member(self.club))
        coupon._redeem("S1", 80, 16)
        return coupon

    def test_forms_open_for_all_staff(self):
        coupon = self.use()
        settlement = self.coalition._settle(self.coalition._get_today())
        for role in ("club_user", "manager", "auditor"):
            user = self.make_user(role, login=f"coalition_{role}")
            for record in (self.coalition, self.theirs, self.ours, coupon, settlement):
                with self.subTest(role=role, model=record._name):
                    self.assertTrue(Form(record.with_user(user))._values)

    def test_actions_have_views_help_and_an_address(self):
        for name in (
            "partner_action",
            "offer_action",
            "coupon_action",
            "coupon_action_report",
            "movement_action",
            "settlement_action",
            "result_action",
        ):
            action = self.env.ref(f"loyalty_club.loyalty_coalition_{name}")
            with self.subTest(name):
                self.assertTrue(action.path)
                self.assertIn("o_view_nocontent_smiling_face", action.help)
                views = self.env[action.res_model].get_views(action.views)
                self.assertEqual(set(views["views"]), {mode for _id, mode in action.views})

    def test_smart_buttons(self):
        coupon = self.use()
        guest = self.make_partner("Guest", club_coalition_id=self.coalition.id)
        self.coalition.invalidate_recordset()
        found = self.coalition
        self.assertEqual(
            (found.offer_count, found.issued_count, found.redeemed_count, found.customer_count), (2, 1, 1, 1)
        )
        expected = {
            "offers": self.theirs | self.ours,
            "coupons": coupon,
            "movements": coupon.movement_ids,
            "customers": guest,
        }
        for name, records in expected.items():
            action = getattr(self.coalition.with_user(self.auditor), f"action_open_{name}")()
            self.assertEqual(self.env[action["res_model"]].search(action["domain"]), records, name)
        action = self.theirs.with_user(self.auditor).action_open_issued()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), coupon)

    def test_figures_cost_the_same_for_many(self):
        def read(coalitions):
            coalitions.mapped(lambda partner: (partner.offer_count, partner.redeemed_count, partner.customer_count))
            coalitions.mapped(lambda partner: (partner.balance, partner.is_competitor, partner.is_over_max))

        category = self.env["product.category"].create({"name": "Shoes"})
        self.make_product(categ_id=category.id)
        self.coalition.category_ids = category
        others = self.env["loyalty.coalition.partner"].create(
            [
                {
                    "partner_id": self.make_partner(name, is_company=True).id,
                    "program_id": self.club.id,
                    "category_ids": category.ids,
                }
                for name in "ABC"
            ]
        )
        self.count_queries(read, self.coalition)
        one = self.count_queries(read, self.coalition)
        self.assertEqual(self.count_queries(read, self.coalition | others), one)
