"""A shop with loyalty cards installs the club, works with it, and leaves it again: a real database, all the way."""

import json
import os

from odoo.tests import BaseCase, tagged

from .scratch import run_odoo, scratch_database

STOCK = os.environ.get("CLUB_STOCK_TEMPLATE")

SHOP = """
import json
Program, Card = env["loyalty.program"], env["loyalty.card"].with_context(active_test=False)

def order(quantity):
    order = env["sale.order"].create({"partner_id": env.ref("base.partner_admin").id, "order_line": [
        (0, 0, {"product_id": product.id, "product_uom_qty": quantity, "price_unit": 100, "tax_ids": False})]})
    order._update_programs_and_rewards()
    return order

def card():
    return Card.search([("partner_id", "=", env.ref("base.partner_admin").id), ("program_id.name", "=", "Old club")])

product = env["product.product"].search([("default_code", "=", "OLD")]) or env["product.product"].create(
    {"name": "Old", "default_code": "OLD", "type": "service"})
"""
BEFORE = """
env["loyalty.program"].create({"name": "Old club", "program_type": "loyalty", "applies_on": "both", "trigger": "auto",
    "rule_ids": [(0, 0, {"reward_point_mode": "money", "reward_point_amount": 1})],
    "reward_ids": [(0, 0, {"reward_type": "discount", "discount_mode": "per_order", "discount": 10,
                           "required_points": 100})]})
order(3).action_confirm()
gift = env["loyalty.program"].create({"name": "Gift", "program_type": "gift_card"})
Card.create({"program_id": gift.id, "points": 12.345, "code": "old-gift"})
"""
WITH_CLUB = """
opening = [[entry.kind, entry.points, entry.remaining] for entry in card().ledger_ids]
order(1).action_confirm()
reward = env["loyalty.reward"].create({"program_id": card().program_id.id, "reward_type": "service",
    "description": "An evening", "required_points": 100, "budget_count": 5})
card()._claim_reward(reward).action_cancel()
env["loyalty.activity"].create([{"name": trigger, "program_id": card().program_id.id, "trigger": trigger, "points": 5}
    for trigger in ("referral_joined", "referred_joined")])
friend = env["res.partner"].create({"name": "Noor Friend", "email": "noor@example.com"})
card().program_id._join(friend)
invited = env["loyalty.referral"]._register_code(friend, card()._get_referral_code(), "link")
card()._count_referral_click("192.0.2.1")
quotation = order(1)
quotation.referral_code = card().referral_code
print(json.dumps({"opening": opening, "points": card().points, "problems": env["loyalty.program"]._check_ledger(),
                  "invited": invited.state, "clicks": card().referral_clicks}))
"""
AFTER = """
before = card().points
order(2).action_confirm()
gift = Card.search([("code", "=", "old-gift")])
friend = env["res.partner"].search([("email_normalized", "=", "noor@example.com")])
env.cr.execute("SELECT relname FROM pg_class WHERE relname ~ 'loyalty_(referral|ledger)|email_normalized_idx'")
left = [name for (name,) in env.cr.fetchall()]
links = env["link.tracker"].search_count([("url", "like", "/club?ref=")])
[evening] = env["loyalty.reward"].with_context(active_test=False).search([("description", "=", "An evening")])
print(json.dumps({"before": before, "after": card().points, "gift": gift.points, "cards": len(card()),
                  "friend": friend.name, "of_friend": Card.search([("partner_id", "=", friend.id)]).points,
                  "left": left, "links": links,
                  "service": [evening.reward_type, evening.discount, evening.active]}))
"""


@tagged("post_install", "-at_install")
class TestInstallAndUninstall(BaseCase):
    def run_script(self, database, script):
        printed = run_odoo(database, "shell", script=f"{SHOP}{script}\nenv.cr.commit()\n")
        lines = [line for line in printed.splitlines() if line.startswith("{")]
        return json.loads(lines[-1]) if lines else None

    def test_both_ways(self):
        if not STOCK:
            self.skipTest("needs a database without the module; ./club test names one")
        with scratch_database(STOCK, "leaving") as name:
            self.run_script(name, BEFORE)
            run_odoo(name, "server", "-i", "loyalty_club", "--stop-after-init")
            found = self.run_script(name, WITH_CLUB)
            self.assertEqual((found.pop("invited"), found.pop("clicks")), ("rewarded", 1))
            self.assertEqual(found, {"opening": [["opening", 300, 300]], "points": 405, "problems": []})
            leave = 'env["ir.module.module"].search([("name", "=", "loyalty_club")]).button_immediate_uninstall()'
            run_odoo(name, "shell", script=leave)
            found = self.run_script(name, AFTER)
            self.assertEqual(found.pop("service"), ["discount", 1, False])
            friend = [found.pop(name) for name in ("friend", "of_friend", "left", "links")]
            self.assertEqual(friend, ["Noor Friend", 5, [], 1], "people, points and links stay, tables do not")
            self.assertEqual(found, {"before": 405, "after": 605, "gift": 12.345, "cards": 1})
