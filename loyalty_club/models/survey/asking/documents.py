"""The moments of documents: those that stock keeps no date of are noted, and the job is woken up."""

from odoo import api, fields, models

ORDER_STATES = {"sent": "quotation_sent", "sale": "order_confirmed"}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    quotation_sent_at = fields.Datetime(
        copy=False, readonly=True, help="Noted while a survey plan asks after quotations that were sent."
    )

    _quotation_sent_idx = models.Index("(quotation_sent_at) WHERE quotation_sent_at IS NOT NULL")

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._note_sent(vals) if vals.get("state") == "sent" else vals for vals in vals_list])

    def write(self, vals):
        moment = ORDER_STATES.get(vals.get("state"))
        if moment == "quotation_sent" and any(order.state != "sent" for order in self):
            vals = self._note_sent(vals)
        result = super().write(vals)
        if moment:
            self.env["loyalty.survey.plan"]._wake_up(moment)
        return result

    @api.model
    def _note_sent(self, vals):
        if "quotation_sent" not in self.env["loyalty.survey.plan"]._get_moments():
            return vals
        return {**vals, "quotation_sent_at": self.env.cr.now().replace(microsecond=0)}


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        result = super()._action_done()
        self.env["loyalty.survey.plan"]._wake_up("delivered")
        return result


class AccountMove(models.Model):
    _inherit = "account.move"

    club_paid_at = fields.Datetime(
        copy=False, readonly=True, help="Noted while a survey plan asks after invoices that were paid."
    )

    _club_paid_idx = models.Index("(club_paid_at) WHERE club_paid_at IS NOT NULL")

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        plans = self.env["loyalty.survey.plan"]
        if "invoice_paid" in plans._get_moments():
            paid = self.filtered(lambda move: move.move_type == "out_invoice")
            paid.club_paid_at = self.env.cr.now().replace(microsecond=0)
            plans._wake_up("invoice_paid")
        return result


class PosOrder(models.Model):
    _inherit = "pos.order"

    def action_pos_order_paid(self):
        result = super().action_pos_order_paid()
        self.env["loyalty.survey.plan"]._wake_up("till")
        return result


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _give_welcome_coupons(self, reached):
        super()._give_welcome_coupons(reached)
        if reached:
            self.env["loyalty.survey.plan"]._wake_up("tier_reached")


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    def _note_events(self, kind, before, reason=None, day=None):
        events = super()._note_events(kind, before, reason, day)
        if kind == "state":
            self.env["loyalty.survey.plan"]._wake_up("membership_ended")
        return events


class LoyaltyFeedback(models.Model):
    _inherit = "loyalty.feedback"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "closed":
            self.env["loyalty.survey.plan"]._wake_up("complaint_closed")
        return result
