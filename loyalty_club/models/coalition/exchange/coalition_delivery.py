"""Webhooks to partners."""

from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import split_every

from ....engine.coalition import OURS
from ...own_values import without_defaults

MOST_COUPONS = 100


class LoyaltyCoalitionDelivery(models.Model):
    """One message to a partner's computer: what happened to some coupons, sent until it is confirmed or given up."""

    _name = "loyalty.coalition.delivery"
    _description = "Coalition Webhook"
    _order = "id desc"
    _rec_name = "event_uid"

    event_uid = fields.Char(
        "Event", required=True, readonly=True, copy=False, default=lambda self: str(uuid4()), index="trigram"
    )
    coalition_id = fields.Many2one(
        "loyalty.coalition.partner", "Partner", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="coalition_id.company_id", store=True, index=True)
    event = fields.Selection(
        [
            ("issued", "Given out"),
            ("redeemed", "Used"),
            ("returned", "Taken back"),
            ("cancelled", "Cancelled"),
            ("expired", "Expired"),
            ("disputed", "Disputed"),
            ("resolved", "No longer disputed"),
        ],
        "What happened",
        required=True,
        readonly=True,
    )
    coupon_ids = fields.Many2many("loyalty.coalition.coupon", string="Coupons", readonly=True)
    coupon_count = fields.Integer("Number of coupons", compute="_compute_coupon_count")
    state = fields.Selection(
        [("waiting", "Waiting"), ("sent", "Sent"), ("failed", "Failed")],
        required=True,
        readonly=True,
        default="waiting",
        index=True,
        group_expand=True,
    )
    attempts = fields.Integer(readonly=True)
    next_at = fields.Datetime("Next attempt", readonly=True, default=lambda self: self.env.cr.now())
    sent_at = fields.Datetime("Sent on", readonly=True)
    payload = fields.Text("Message", readonly=True, help="As it was sent last: how the coupons stood then.")
    answer = fields.Char(readonly=True, help="What the partner's computer said last.")

    _due_index = models.Index("(next_at, id) WHERE state = 'waiting'")
    _uid_key = models.UniqueIndex("(event_uid)")

    @api.depends("coupon_ids")
    def _compute_coupon_count(self):
        for delivery in self:
            delivery.coupon_count = len(delivery.coupon_ids)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("Webhooks are made by what happens to coupons."))
        return super(LoyaltyCoalitionDelivery, without_defaults(self)).create(vals_list)

    def write(self, vals):
        if not self.env.su:
            raise AccessError(self.env._("Webhooks are sent again by their button."))
        return super().write(vals)

    @api.private
    def _queue(self, coalition, event, coupons):
        """Note (in superuser mode) what a partner has to hear; it is sent when this transaction was committed.

        :return: the deliveries, of at most 100 coupons each
        """
        chunks = list(split_every(MOST_COUPONS, coupons.ids))
        deliveries = self.create(
            [{"coalition_id": coalition.id, "event": event, "coupon_ids": [(6, 0, list(chunk))]} for chunk in chunks]
        )
        self._get_job()._trigger()
        return deliveries

    def _get_job(self):
        return self.env.ref("loyalty_club.ir_cron_coalition_webhooks").sudo()

    def action_send_again(self):
        """Begin anew with messages that were given up, or do not wait for the next attempt of others."""
        self.check_access("read")
        if not self.env.user.has_group("loyalty_club.group_club_manager"):
            raise AccessError(self.env._("A club manager sends webhooks again."))
        again = self.sudo().filtered(lambda delivery: delivery.state != "sent")
        again.write({"state": "waiting", "attempts": 0, "next_at": self.env.cr.now()})
        if again:
            self._get_job()._trigger()

    @api.autovacuum
    def _gc_sent(self):
        """What was sent is of interest for some months."""
        limit = fields.Datetime.subtract(self.env.cr.now(), days=180)
        self.sudo().search([("state", "=", "sent"), ("sent_at", "<", limit)], limit=10000).unlink()

    def _prepare_payload(self):
        """What is sent: how the coupons stand *now*, so that the last message that arrives is right."""
        self.ensure_one()
        coupons = self.coupon_ids.sorted(lambda coupon: (coupon.direction == OURS, coupon.id))
        return {
            "id": self.event_uid,
            "event": self.event,
            "coupons": [coupon._get_public() for coupon in coupons],
        }
