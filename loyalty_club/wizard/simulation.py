from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Command

from ..engine.points import exact
from ..engine.tier_values import Totals
from ..models.earning.situation import Situation, dump_result


def isolate(text):
    """HTML of a name or an amount that keeps its own direction within a sentence of another one."""
    return Markup("<bdi>%s</bdi>") % text


class LoyaltySimulation(models.TransientModel):
    """“Try it”: what a purchase would earn by the club's rules, and why. Computed as orders are; nothing is booked."""

    _name = "loyalty.simulation"
    _inherit = "loyalty.readable.window"
    _description = "Try the Rules of a Club"
    _rec_name = "program_id"

    program_id = fields.Many2one(
        "loyalty.program", "Club", required=True, ondelete="cascade", domain=[("program_type", "=", "loyalty")]
    )
    currency_id = fields.Many2one(related="program_id.currency_id")
    partner_id = fields.Many2one("res.partner", "Member", ondelete="cascade", help="Empty: somebody new.")
    tier_id = fields.Many2one(
        "loyalty.tier",
        ondelete="cascade",
        domain="[('program_id', '=', program_id)]",
        compute="_compute_member",
        store=True,
        readonly=False,
        precompute=True,
    )
    is_first_purchase = fields.Boolean(
        "First purchase", compute="_compute_member", store=True, readonly=False, precompute=True
    )
    channel = fields.Selection(
        [("sale", "Sales order"), ("pos", "At the till"), ("website", "In the online shop")],
        "Where",
        default="sale",
        required=True,
    )
    at = fields.Datetime("When", default=fields.Datetime.now, required=True)
    pos_payment_method_id = fields.Many2one("pos.payment.method", "Paid by", ondelete="cascade")
    payment_method_id = fields.Many2one("payment.method", "Paid online by", ondelete="cascade")
    line_ids = fields.One2many("loyalty.simulation.line", "simulation_id", "Basket")
    points = fields.Float(digits=(16, 2), compute="_compute_result")
    qualifying_points = fields.Float("Points for tiers", digits=(16, 2), compute="_compute_result")
    amount = fields.Monetary("Basket total", compute="_compute_result")
    result_html = fields.Html("Result", compute="_compute_result", sanitize=False)

    @api.depends("partner_id", "program_id")
    def _compute_member(self):
        for simulation in self:
            card = simulation._get_card()
            simulation.tier_id = card.tier_id
            simulation.is_first_purchase = simulation.program_id._is_first_purchase(card)

    @api.depends(
        "program_id", "partner_id", "tier_id", "is_first_purchase", "channel", "at", "pos_payment_method_id",
        "payment_method_id", "line_ids.product_id", "line_ids.quantity", "line_ids.price_unit",
    )  # fmt: skip
    @api.depends_context("lang")
    def _compute_result(self):
        for simulation in self:
            simulation.points = simulation.qualifying_points = simulation.amount = 0.0
            simulation.result_html = False
            if simulation.program_id and simulation.line_ids.product_id:
                simulation._try()

    def _try(self):
        """Let the order's own computation judge the basket."""
        program, order = self.program_id, self._get_order()
        earned, situation = order._get_earned(program, self._get_card(), self._get_situation())
        self.points, self.qualifying_points = float(earned.points), float(earned.qualifying)
        self.amount = order.amount_total
        result = dump_result(earned, situation, program._rounds_by_rule(), with_lines=False)
        totals = Totals(earned.qualifying, exact(order._get_qualifying_amount(program)), 1)
        outcome = self._explain_outcome() + self._explain_tier(totals)
        self.result_html = self.env["loyalty.rule"]._explain(result, program) + self._join_lines(outcome)

    def _get_card(self):
        """The member's account; empty for somebody new. Superuser mode."""
        if not self.partner_id:
            return self.env["loyalty.card"].sudo()
        return self.program_id._get_account(self.partner_id)

    def _get_order(self):
        """The basket as an order that is never stored. Superuser mode: who sets up a club need not sell."""
        company = self.program_id.company_id or self.env.company
        partner = self.partner_id or self.env.ref("base.public_partner")
        lines = self.line_ids.filtered("product_id")
        return (
            self.env["sale.order"]
            .sudo()
            .with_company(company)
            .new(
                {
                    "company_id": company.id,
                    "partner_id": partner.id,
                    "currency_id": self.program_id.currency_id.id,
                    "pricelist_id": False,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": line.product_id.id,
                                "product_uom_qty": line.quantity,
                                "price_unit": line.price_unit,
                            }
                        )
                        for line in lines
                    ],
                }
            )
        )

    def _get_situation(self):
        """What the wizard says of member, time, place and payment."""
        if self.channel == "pos":
            method = self.pos_payment_method_id
            methods = {f"pos,{method.id}"} if method else set()
        else:
            method = self.payment_method_id
            methods = {f"online,{method.id}"} if method else set()
        return Situation(
            at=self.at or self.env.cr.now().replace(microsecond=0),
            channel=self.channel,
            tier=self.tier_id.id or None,
            **self.program_id._get_multiplier(self.tier_id, self.partner_id),
            first=self.is_first_purchase,
            methods=frozenset(methods),
        )

    def _explain_outcome(self):
        """What the points would lead to: the balance, and the rewards that it is enough for; a list of lines."""
        card, program = self._get_card(), self.program_id
        balance = card.points - card.lapsed_points + self.points
        spendable = float(card._get_spendable().get(card, 0)) + self.points
        rewards = program.sudo().reward_ids.filtered(lambda reward: reward.required_points <= spendable)
        lines = [self.env._("Balance afterwards: %s", isolate(card._format_points(balance)))] if card else []
        if rewards:
            names = Markup(", ").join(map(isolate, rewards.sorted("required_points").mapped("description")))
            lines.append(self.env._("Enough for: %s", names))
        return lines

    def _explain_tier(self, totals):
        """The tier that the purchase would lead to, and what is missing for the next one; a list of lines.

        :param totals: what the purchase counts for tiers
        """
        card, program = self._get_card(), self.program_id
        if not program.has_tiers or (card and not card._may_earn()):
            return []
        day = program._get_local_day(self.at or self.env.cr.now())
        reached, following, missing = program._get_tier_after(card, self.tier_id, totals, day)
        if reached and reached != self.tier_id:
            text = self.env._("Reaches the tier: %s", isolate(reached.name))
        elif reached:
            text = self.env._("Stays in the tier: %s", isolate(reached.name))
        else:
            text = self.env._("Reaches no tier yet")
        if missing:
            rest, upper = isolate(following._format_minimum(*missing)), isolate(following.name)
            text = Markup("%s · %s") % (text, self.env._("%(missing)s to %(tier)s", missing=rest, tier=upper))
        return [text]

    @staticmethod
    def _join_lines(lines):
        return Markup().join(Markup("<p class='mt-2 mb-0'>%s</p>") % line for line in lines)
