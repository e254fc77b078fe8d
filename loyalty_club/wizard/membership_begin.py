from odoo import api, fields, models
from odoo.exceptions import UserError


class LoyaltyMembershipBegin(models.TransientModel):
    """A manager starts a membership: as a present, as a trial, or by a quotation."""

    _name = "loyalty.membership.begin"
    _inherit = "loyalty.readable.window"
    _description = "Start a Membership"

    partner_id = fields.Many2one("res.partner", "Customer", required=True)
    plan_id = fields.Many2one("loyalty.membership.plan", required=True)
    period_id = fields.Many2one(
        "loyalty.membership.period",
        required=True,
        domain="[('plan_id', '=', plan_id)]",
        compute="_compute_period_id",
        store=True,
        readonly=False,
    )
    how = fields.Selection(
        [("order", "Quotation"), ("free", "For nothing"), ("trial", "Trial")],
        required=True,
        default="order",
        help="A quotation starts it as any purchase does: when it is paid, or confirmed.",
    )
    quantity = fields.Integer("Periods", default=1)
    renews = fields.Boolean("Renews automatically", help="At the price of the period, when the given days are over.")
    reason = fields.Char()

    @api.depends("plan_id")
    def _compute_period_id(self):
        for wizard in self:
            if wizard.period_id.plan_id != wizard.plan_id:
                wizard.period_id = wizard.plan_id.period_ids[:1]

    def action_begin(self):
        """Start it and open it (or its quotation); clicking twice starts it once."""
        self.ensure_one()
        Membership = self.env["loyalty.membership"]
        Membership.browse()._check_staff()
        if not self.period_id or self.period_id.plan_id != self.plan_id:
            raise UserError(
                self.env._("“%s” has no such period: add periods with prices to the plan.", self.plan_id.name)
            )
        if self.how == "order":
            return self._open_quotation()
        if self.quantity < 1:
            raise UserError(self.env._("Say how many periods are given."))
        if self.how == "trial":
            membership = Membership._start_trial(self.period_id, self.partner_id)
        else:
            if not (self.reason or "").strip():
                raise UserError(self.env._("Say why: the reason is kept in the history."))
            membership = self._give()
        return {
            "type": "ir.actions.act_window",
            "res_model": "loyalty.membership",
            "res_id": membership.id,
            "view_mode": "form",
        }

    def _give(self):
        Membership = self.env["loyalty.membership"]
        there = Membership._get_open(self.partner_id, self.plan_id)
        membership = Membership._start(
            self.period_id,
            self.partner_id,
            f"{self._name},{self.id}",
            quantity=self.quantity,
            term_values={"kind": "gift", "amount": 0.0},
        )
        if not there:
            membership._set_renewal(self.renews)
        membership._note_event("setting", membership.state, self.reason)
        return membership

    def _open_quotation(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.plan_id.company_id.id,
                "order_line": [(0, 0, {"product_id": self.period_id.product_id.id, "product_uom_qty": self.quantity})],
            }
        )
        return {"type": "ir.actions.act_window", "res_model": order._name, "res_id": order.id, "view_mode": "form"}
