from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    club_coalition_id = fields.Many2one(
        "loyalty.coalition.partner",
        "Came through",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="loyalty_club.group_club_user,loyalty_club.group_club_auditor",
        help="The club's partner whose coupon brought this customer.",
    )
