from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools.misc import clean_context

PAID = ("paid", "done")


class PosOrder(models.Model):
    """A paid order books its points by itself (see ``pos_order_booking``); what the till says of points is a claim."""

    _name = "pos.order"
    _inherit = ["pos.order", "loyalty.points.document"]

    club_claim = fields.Json(
        readonly=True,
        copy=False,
        help="What the till says of the order: points of each club, and the rules whose code was entered.",
    )
    club_results = fields.Json(
        readonly=True,
        copy=False,
        groups="loyalty_club.group_club_user,loyalty_club.group_club_auditor",
        help="What the order earns in each club and why, and what its rewards cost, as it was found when it was paid: "
        "refunds go by it. Nothing: the order has not booked yet.",
    )

    # --- what is found is not written by anybody ---

    @api.model_create_multi
    def create(self, vals_list):
        forged = "default_club_results" in self.env.context
        orders = self.env(context=clean_context(self.env.context))[self._name] if forged else self
        return super(PosOrder, orders).create(
            [{name: value for name, value in vals.items() if name != "club_results"} for vals in vals_list]
        )

    def write(self, vals):
        if "club_results" in vals and not self.env.su:
            raise AccessError(
                self.env._("What an order remembers of its points is kept by the ledger and cannot be set.")
            )
        return super().write(vals)

    # --- whatever makes an order paid books it ---

    @api.model
    def _process_order(self, order, existing_order):
        order.pop("club_results", None)
        return super()._process_order(order, existing_order)

    def action_pos_order_paid(self):
        result = super().action_pos_order_paid()
        self._book_points()
        return result

    def confirm_coupon_programs(self, coupon_data):
        """Stock takes care of its own cards; members' accounts follow the order, whatever the till sends."""
        data = {int(key): values for key, values in coupon_data.items()}
        clubs = self._get_clubs_of(data)
        club_data = {key: values for key, values in data.items() if values.get("program_id") in clubs.ids}
        others = {key: values for key, values in data.items() if key not in club_data}
        if others or not club_data:
            others = self._without_accounts(others)
            with self.env["loyalty.card"]._points_by_document():
                result = super().confirm_coupon_programs(others)
        else:
            result = {"coupon_updates": [], "program_updates": [], "new_coupon_info": [], "coupon_report": {}}
        if club_data:
            self.check_access("read")
            self._book_missing()
            self._add_club_updates(result, club_data, clubs)
        return result

    def _without_accounts(self, coupon_data):
        """What the till sends of other programs, without accounts of members that are called something else."""
        named = {key: {key, values.get("coupon_id"), values.get("code")} for key, values in coupon_data.items()}
        ids = [name for names in named.values() for name in names if type(name) is int and name > 0]
        codes = [name for names in named.values() for name in names if name and type(name) is str]
        if not ids and not codes:
            return coupon_data
        cards = self.env["loyalty.card"].sudo().with_context(active_test=False)
        domain = Domain("is_club", "=", True) & (Domain("id", "in", ids) | Domain("code", "in", codes))
        found = cards.search_fetch(domain, ["code"])
        accounts = {*found.ids, *found.mapped("code")}
        return {key: values for key, values in coupon_data.items() if not named[key] & accounts}

    def _get_clubs_of(self, coupon_data):
        """The clubs among the programs of what the till sends (superuser mode)."""
        ids = {values.get("program_id") for values in coupon_data.values()}
        return (
            self.env["loyalty.program"]
            .sudo()
            .with_context(active_test=False)
            .search_fetch(
                [
                    ("id", "in", [id_ for id_ in ids if type(id_) is int]),
                    ("program_type", "=", "loyalty"),
                    ("applies_on", "=", "both"),
                ],
                ["limit_usage"],
            )
        )

    def _add_club_updates(self, result, club_data, clubs):
        """Tell the till the accounts behind its ids, and their real balances."""
        accounts = self.sudo()._get_booked_accounts()
        for key, values in club_data.items():
            card = accounts.get(values["program_id"])
            if card:
                result["coupon_updates"].append(
                    {
                        "old_id": key,
                        "id": card.id,
                        "points": card.points,
                        "code": card.code,
                        "program_id": card.program_id.id,
                        "partner_id": card.partner_id.id,
                    }
                )
        result["program_updates"] += [
            {"program_id": program.id, "usages": program.total_order_count} for program in clubs.filtered("limit_usage")
        ]
