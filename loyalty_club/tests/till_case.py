"""A till for tests: a point of sale with an open session, and orders as its browser sends them."""

from uuid import uuid4

from odoo import fields

from odoo.addons.point_of_sale.tests.common import TestPoSCommon

from .common import ClubMixin


class TillCase(ClubMixin, TestPoSCommon):
    """``self.ring(...)`` makes the order that a till would send, ``self.send`` synchronises it, as a cashier."""

    @classmethod
    def get_default_groups(cls):
        groups = super().get_default_groups()
        for name in ("loyalty_club.group_club_manager", "sales_team.group_sale_manager", "base.group_system"):
            groups |= cls.quick_ref(name)
        return groups

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.config = cls.basic_config
        cls.club = cls.make_club()
        cls.member = cls.make_member(cls.club, name="Mary")
        cls.coffee = cls.make_product(10.0, available_in_pos=True)
        cls.cashier = cls.make_user(
            "point_of_sale.group_pos_user,base.group_user",
            "till_cashier",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.cake = cls.make_product(4.0, available_in_pos=True, name="Cake")

    def setUp(self):
        super().setUp()
        self.open_new_session()

    # --- orders ---

    def line(self, product, qty=1, price=None, **values):
        """Values of a line without taxes."""
        price = product.lst_price if price is None else price
        amount = round(price * qty * (1 - values.get("discount", 0) / 100), 2)
        return {
            "product_id": product.id,
            "qty": qty,
            "price_unit": price,
            "price_subtotal": amount,
            "price_subtotal_incl": amount,
            "tax_ids": [(6, 0, [])],
            "pack_lot_ids": [],
            "uuid": str(uuid4()),
            **values,
        }

    def reward_line(self, reward, amount, points=None, qty=1, **values):
        """Values of the line of a reward that takes ``amount`` off."""
        return self.line(
            reward.discount_line_product_id,
            qty,
            -amount,
            is_reward_line=True,
            reward_id=reward.id,
            points_cost=reward.required_points if points is None else points,
            reward_identifier_code=str(uuid4())[:8],
            **values,
        )

    def ring(self, *lines, partner=None, claim=None, method=None, **values):
        """An order as the till sends it; lines are dicts of :meth:`line`, or pairs of product and quantity."""
        rows = [line if isinstance(line, dict) else self.line(*line) for line in lines]
        total = round(sum(row["price_subtotal_incl"] for row in rows), 2)
        partner = self.member.partner_id if partner is None else partner
        payment = {
            "amount": total,
            "name": fields.Datetime.now(),
            "payment_method_id": (method or self.cash_pm1).id,
            "uuid": str(uuid4()),
        }
        return {
            "amount_paid": total,
            "amount_return": 0,
            "amount_tax": 0,
            "amount_total": total,
            "date_order": fields.Datetime.to_string(fields.Datetime.now()),
            "fiscal_position_id": False,
            "pricelist_id": self.config.pricelist_id.id,
            "name": "Order",
            "last_order_preparation_change": "{}",
            "lines": [(0, 0, row) for row in rows],
            "partner_id": partner and partner.id,
            "session_id": self.pos_session.id,
            "payment_ids": [(0, 0, payment)],
            "uuid": str(uuid4()),
            "access_token": str(uuid4()),
            "user_id": self.env.uid,
            "to_invoice": False,
            "state": "paid",
            **({"club_claim": claim} if claim is not None else {}),
            **values,
        }

    def send(self, *orders):
        """Synchronise; the orders that are there then."""
        self.env["pos.order"].with_user(self.cashier).sync_from_ui([_copy(order) for order in orders])
        found = self.env["pos.order"].search([("uuid", "in", [order["uuid"] for order in orders])])
        self.env.flush_all()
        return found

    def sell(self, *lines, **values):
        return self.send(self.ring(*lines, **values))

    def refund(self, order, quantities=None, **values):
        """A refund of lines of an order: {line: quantity}, by default all that is left."""
        quantities = quantities or {line: line.qty - line.refunded_qty for line in order.lines}
        rows = []
        for line, qty in quantities.items():
            row = self.line(line.product_id, -qty, line.price_unit, refunded_orderline_id=line.id)
            if line.is_reward_line:
                row.update(is_reward_line=True, reward_id=line.reward_id.id, coupon_id=line.coupon_id.id)
            rows.append(row)
        values = {"partner": order.partner_id, "is_refund": True, **values}
        refund = self.sell(*rows, **values)
        order.invalidate_recordset()
        order.lines.invalidate_recordset()
        return refund

    def confirm(self, order, points=0.0, card_id=-1, **values):
        """What the till sends after an order of a member, with the number of points it computed."""
        data = {"points": points, "program_id": self.club.id, "coupon_id": card_id, "barcode": "", **values}
        data.setdefault("partner_id", order.partner_id.id)
        data.setdefault("line_codes", order.lines.filtered("reward_id").mapped("reward_identifier_code"))
        return order.with_user(self.cashier).confirm_coupon_programs({str(card_id): data})

    def claimed(self, won=0.0, spent=0.0, **values):
        return {"points": {str(self.club.id): {"won": won, "spent": spent}}, "codes": [], "offline": False, **values}

    # --- looking ---

    def differences(self, order):
        """[(kind, reason, till, booked)] of the order."""
        found = self.env["loyalty.till.difference"].search([("order_id", "=", order.id)], order="id")
        return [(row.kind, row.reason, row.claimed, row.booked) for row in found]


def _copy(order):
    """Stock changes what it is given."""
    return {
        **order,
        "lines": [(command, id_, dict(row)) for command, id_, row in order["lines"]],
        "payment_ids": [(command, id_, dict(row)) for command, id_, row in order["payment_ids"]],
    }
