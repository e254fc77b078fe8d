from odoo import fields, models


class LoyaltyCoalitionCoupon(models.Model):
    _inherit = "loyalty.coalition.coupon"

    upload_id = fields.Many2one("loyalty.coalition.upload", readonly=True, ondelete="set null", index="btree_not_null")
