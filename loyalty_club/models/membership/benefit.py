from odoo import api, fields, models


class LoyaltyMembershipBenefit(models.Model):
    """What a membership gave its customer, worth how much: for "what it saved" and the costs of a plan."""

    _name = "loyalty.membership.benefit"
    _description = "Benefit of a Membership"
    _order = "on_date desc, id desc"
    _rec_name = "kind"

    membership_id = fields.Many2one("loyalty.membership", required=True, readonly=True, ondelete="cascade", index=True)
    plan_id = fields.Many2one(
        "loyalty.membership.plan",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        help="The plan that gave it, whatever the membership was changed to later.",
    )
    company_id = fields.Many2one(related="membership_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="membership_id.partner_id", store=True)
    kind = fields.Selection(
        [
            ("shipping", "Free delivery"),
            ("price", "Lower prices"),
            ("points", "More points"),
            ("coupon", "Coupon"),
            ("cashback", "Cash back"),
            ("welcome", "Welcome points"),
        ],
        required=True,
        readonly=True,
    )
    amount = fields.Monetary("Worth", readonly=True, help="Money that the customer saved, company currency.")
    points = fields.Float(digits=(16, 2), readonly=True)
    on_date = fields.Date("Day", required=True, readonly=True)
    origin_model = fields.Char(readonly=True)
    origin_id = fields.Many2oneReference(model_field="origin_model", readonly=True)
    coupon_id = fields.Many2one("loyalty.card", readonly=True, ondelete="set null", index="btree_not_null")
    term_id = fields.Many2one(
        "loyalty.membership.term", "Paid period", readonly=True, ondelete="set null", index="btree_not_null"
    )
    entry_id = fields.Many2one(
        "loyalty.ledger.entry", "Ledger entry", readonly=True, ondelete="set null", index="btree_not_null"
    )
    date_from = fields.Date("From", readonly=True, help="First day of the year that cash back was paid for.")
    base_amount = fields.Monetary("Of", readonly=True, help="Purchases that cash back was paid for; without refunds.")
    percent = fields.Float(digits=(16, 2), readonly=True, help="Of a year's cash back, when it was paid.")
    cap = fields.Monetary("At most", readonly=True, help="Of a year's cash back, when it was paid; 0: no limit.")
    full_amount = fields.Monetary("Before refunds", readonly=True)
    full_points = fields.Float("Points before refunds", digits=(16, 2), readonly=True)
    key = fields.Char(required=True, readonly=True)

    _key_uniq = models.UniqueIndex("(membership_id, key)")
    _origin_idx = models.Index("(origin_model, origin_id)")

    @api.model_create_multi
    def create(self, vals_list):
        """A benefit is of the present plan of its membership, unless told otherwise."""
        memberships = self.env["loyalty.membership"].browse([values["membership_id"] for values in vals_list])
        return super().create(
            [
                {"plan_id": membership.plan_id.id, **values}
                for membership, values in zip(memberships, vals_list, strict=True)
            ]
        )
