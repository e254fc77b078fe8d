"""What a club should know of a partner: it owes more than agreed, or it sells what we sell."""

from odoo import api, fields, models

MAX_ACTIVITY = "loyalty_club.mail_activity_type_coalition_max"


class LoyaltyCoalitionPartner(models.Model):
    _name = "loyalty.coalition.partner"
    _inherit = ["loyalty.coalition.partner", "loyalty.coalition.warning"]

    category_ids = fields.Many2many(
        "product.category", string="Sells", help="What the partner sells: a warning where we sell it, too."
    )
    competing_category_ids = fields.Many2many(
        "product.category", string="We sell that, too", compute="_compute_competing_category_ids"
    )
    is_competitor = fields.Boolean(
        "Competitor", compute="_compute_competing_category_ids", search="_search_is_competitor"
    )
    is_over_max = fields.Boolean("Owes more than agreed", compute="_compute_is_over_max", search="_search_is_over_max")
    max_warned = fields.Boolean(readonly=True, copy=False, help="Somebody was told that it owes more than agreed.")

    @api.depends("category_ids", "company_id")
    def _compute_competing_category_ids(self):
        sold = self.sudo()._get_sold_categories()
        for coalition in self:
            mine = sold.get(coalition.company_id.id, self.env["product.category"])
            ours = mine | sold.get(False, mine)
            competing = coalition.category_ids._origin.filtered(
                lambda category, ours=ours: any(
                    other.parent_path.startswith(category.parent_path or "-") for other in ours
                )
            )
            coalition.competing_category_ids = competing
            coalition.is_competitor = bool(competing)

    def _get_sold_categories(self):
        """{company id, or False: categories of what it sells} among what these partners sell. One query for all."""
        categories = self.category_ids._origin
        if not categories:
            return {}
        sold = {}
        for category, company in self.env["product.template"]._read_group(
            [("sale_ok", "=", True), ("categ_id", "child_of", categories.ids)], ["categ_id", "company_id"]
        ):
            sold[company.id] = sold.get(company.id, category) | category
        return sold

    def _search_is_competitor(self, operator, value):
        if operator != "in":
            return NotImplemented
        partners = self.search([("category_ids", "!=", False)])
        return [("id", "in" if True in value else "not in", partners.filtered("is_competitor").ids)]

    @api.depends("outstanding", "max_outstanding")
    def _compute_is_over_max(self):
        for coalition in self:
            limit = coalition.max_outstanding
            coalition.is_over_max = (
                bool(limit) and coalition.currency_id.compare_amounts(coalition.outstanding, limit) > 0
            )

    def _search_is_over_max(self, operator, value):
        if operator != "in":
            return NotImplemented
        partners = self.search([("max_outstanding", ">", 0)])
        return [("id", "in" if True in value else "not in", partners.filtered("is_over_max").ids)]

    @api.private
    def _warn(self):
        """Tell who is responsible, once, when a partner owes more than agreed; again when that was settled and is so
        once more. Called by the hourly job.
        """
        watched = self.sudo().search(["|", ("max_outstanding", ">", 0), ("max_warned", "=", True)])
        over = watched.filtered(lambda coalition: coalition.is_over_max and coalition.state != "ended")
        (watched.filtered("max_warned") - over)._end_warning("max_warned", MAX_ACTIVITY)
        for coalition in over.filtered(lambda coalition: not coalition.max_warned):
            user = coalition._get_responsible()
            spoken = coalition.with_context(lang=user.lang)
            text = spoken.env._(
                "%(partner)s owes %(balance)s; %(limit)s was agreed. Settle it, or raise the limit.",
                partner=spoken.name,
                balance=spoken.currency_id.format(spoken.outstanding),
                limit=spoken.currency_id.format(spoken.max_outstanding),
            )
            coalition._begin_warning("max_warned", MAX_ACTIVITY, user, text)

    def _as_responsible_reads(self):
        """This contract in the language of who is told about it: jobs have none."""
        return self.with_context(lang=self._get_responsible().lang)

    def _get_responsible(self):
        """Who is told about this partner: an active user."""
        self.ensure_one()
        users = self.user_id | self.create_uid
        return users.filtered(lambda user: user.active and not user.share)[:1] or self.env.ref("base.user_admin")
