"""The building block of the website editor."""

from odoo.tests import tagged

from odoo.addons.website_sale.tests.common import MockRequest

from .join_case import JoinHttpCase


@tagged("post_install", "-at_install")
class TestJoinBlock(JoinHttpCase):
    def make_page(self):
        """A page of the website with the block, as the editor saves it; the rewards are hidden."""
        frame = str(self.env["ir.qweb"]._render("loyalty_club.s_loyalty_club"))
        frame = frame.replace("<section ", '<section data-snippet="s_loyalty_club" data-hide-rewards="1" ', 1)
        view = self.env["ir.ui.view"].create(
            {
                "name": "About our club",
                "type": "qweb",
                "key": "website.about_our_club",
                "arch": f"<t t-call='website.layout'><div id='wrap' class='oe_structure'>{frame}</div></t>",
            }
        )
        self.env["website.page"].create(
            {"url": "/about-our-club", "view_id": view.id, "is_published": True, "website_id": self.website.id}
        )

    def test_it_is_among_the_blocks(self):
        designer = self.make_user("base.group_user,website.group_website_designer")
        env = self.env(user=designer)
        with MockRequest(env, website=self.website.with_env(env)):
            blocks = env["ir.ui.view"].render_public_asset("website.snippets")
        self.assertIn('data-snippet="s_loyalty_club"', str(blocks))
        self.assertIn("Customer club", str(blocks))

    def test_the_page_shows_it(self):
        self.make_ladder()
        self.make_page()
        self.start_tour("/about-our-club", "club_block", timeout=120)

    def test_parts_and_clubs(self):
        self.make_ladder()
        self.club.sequence = 1
        other = self.make_club(name="Film Club", sequence=2)
        words = self.page("/club/block")
        for part in ("Reading Club", "Join the club", "Tiers", "What earns points", "What points buy"):
            self.assertIn(part, words)
        words = self.page("/club/block?hide=join,tiers,rewards")
        self.assertIn("What earns points", words)
        for part in ("Join the club", "Tiers", "What points buy"):
            self.assertNotIn(part, words)
        self.assertIn("Film Club", self.page(f"/club/block?club={other.id}"))

    def test_a_website_without_a_club(self):
        self.club.website_shown = False
        self.assertIn("There is no club here at present", self.page("/club/block"))

    def test_which_clubs_the_editor_offers(self):
        self.make_club(name="Hidden", website_shown=False)
        self.make_user("base.group_user,website.group_website_designer", login="website_builder")
        self.authenticate("website_builder", "website_builder")
        found = self.make_jsonrpc_request("/club/block/clubs")
        self.assertEqual([club["name"] for club in found], ["Reading Club"])
