"""The bookshop's till: its books, two ways to pay, and the club's members."""

from odoo.fields import Command


def make_till(shop):
    """A till that sells the books; without a chart of accounts there is nothing to pay into, so there is none."""
    env = shop.env
    books = env["product.template"].search([("default_code", "=like", "BOOK-%")])
    shelf = env["pos.category"].create({"name": "Books"})
    books.write({"available_in_pos": True, "pos_categ_ids": [Command.link(shelf.id)]})
    # Made here, when the history is played: its members did not know this reward.
    chosen = {"reward_type": "discount", "discount_mode": "per_point", "discount": 0.04, "required_points": 1}
    shop.club.reward_ids = [Command.create({**chosen, "points_step": 25})]
    if not env.company.chart_template:
        return
    journal, payment_methods = env["pos.config"]._create_journal_and_payment_methods(
        cash_journal_vals={"name": "Cash Bookshop", "show_on_dashboard": False}
    )
    till = env["pos.config"].create(
        {
            "name": "Corner Bookshop",
            "company_id": env.company.id,
            "journal_id": journal.id,
            "payment_method_ids": [Command.set(payment_methods)],
            "limit_categories": True,
            "iface_available_categ_ids": [Command.set(shelf.ids)],
        }
    )
    env["ir.model.data"]._update_xmlids([{"xml_id": "loyalty_club.demo_till", "record": till, "noupdate": True}])
