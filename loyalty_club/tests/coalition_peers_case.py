"""Two companies of one database that give each other's customers coupons."""

from .coalition_case import CoalitionCase


class PeersCase(CoalitionCase):
    """Our company takes coupons of Next Door Ltd, whose contract is in another currency: 1 of ours is 4 of theirs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.company_id = cls.env.company
        cls.ada = cls.make_member(cls.club, points=100)
        cls.crown = cls.env["res.currency"].create({"name": "CRW", "symbol": "c", "rounding": 0.01})
        cls.env["res.currency.rate"].create(
            {"currency_id": cls.crown.id, "rate": 4, "name": "2020-01-01", "company_id": False}
        )
        cls.next_door = cls.env["res.company"].create({"name": "Next Door Ltd", "currency_id": cls.crown.id})
        there = cls.env(context={**cls.env.context, "allowed_company_ids": cls.next_door.ids})
        club = cls.make_club(name="Club next door", company_id=cls.next_door.id)
        cls.offer_there = cls.make_offer_there(there, club, cls.env.company.partner_id, "Cake for two")
        cls.offer_to_others = cls.make_offer_there(there, club, cls.ballet, "For others only")
        contract = cls.env["loyalty.coalition.partner"].create(
            {"partner_id": cls.next_door.partner_id.id, "program_id": cls.club.id, "terms": "fixed", "terms_amount": 2}
        )
        contract._move_to("active")
        cls.offer = cls.env["loyalty.coalition.offer"].create(
            {
                "name": "From next door",
                "coalition_id": contract.id,
                "source": "company",
                "peer_offer_id": cls.offer_there.id,
                "points": 40,
            }
        )
        cls.manager = cls.make_user("manager")

    @classmethod
    def make_offer_there(cls, env, club, partner, name):
        coalition = env["loyalty.coalition.partner"].create(
            {
                "partner_id": partner.id,
                "program_id": club.id,
                "company_id": cls.next_door.id,
                "currency_id": cls.crown.id,
                "terms": "percent",
                "terms_percent": 10,
            }
        )
        coalition._move_to("active")
        program = cls.make_stock_program("coupons", name=name, company_id=cls.next_door.id, trigger="with_code")
        return env["loyalty.coalition.offer"].create(
            {"name": name, "coalition_id": coalition.id, "direction": "ours", "coupon_program_id": program.id}
        )

    def assert_alike(self, coupon, state, amounts=(0, 0)):
        """Both are in this state; what each company books: ours by the coupon, theirs by the order."""
        peer = coupon.peer_id
        self.assertEqual((coupon.state, peer.state), (state, state))
        self.assertEqual((coupon.amount, peer.amount), amounts)
        self.assertEqual((sum(coupon.movement_ids.mapped("amount")), sum(peer.movement_ids.mapped("amount"))), amounts)
