from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL


class PosConfig(models.Model):
    _inherit = "pos.config"

    club_consent_email = fields.Char(compute="_compute_club_consent", help="Beside the box of the form to join.")
    club_consent_sms = fields.Char(compute="_compute_club_consent", help="Beside the box of the form to join.")

    @api.depends_context("lang")
    @api.depends("company_id.name")
    def _compute_club_consent(self):
        for config in self:
            config.club_consent_email = self.env["loyalty.consent"]._get_text("email", config.company_id)
            config.club_consent_sms = self.env["loyalty.consent"]._get_text("sms", config.company_id)

    def use_coupon_code(self, code, creation_date, partner_id, pricelist_id):
        """Codes that are for members are refused to others, and accounts that are gone, in the words of the club."""
        self.check_access("read")
        Program, account = self.env["loyalty.program"], self.env["loyalty.card"]._find_till_account(code)
        gone = account._is_of_till(self) and account._get_scan_problem()
        if gone:
            return {"successful": False, "payload": {"error_message": gone}}
        if Program._has_member_promotions():
            partner = self.env["res.partner"].browse(partner_id or ())
            problem = Program._get_code_problem(code, partner)
            if problem:
                return {"successful": False, "payload": {"error_message": problem}}
        return super().use_coupon_code(code, creation_date, partner_id, pricelist_id)

    @api.model
    def _is_cashier(self):
        return self.env.su or self.env.user.has_group("point_of_sale.group_pos_user")

    @api.model
    def _open_till(self, config_id):
        """The till that a cashier speaks for, in its company.

        :param config_id: id, as it comes from the client
        :raise AccessError: no cashier, or not of this company
        """
        if not self._is_cashier():
            raise AccessError(self.env._("Only staff of the Point of Sale may do this."))
        config = self.browse(int(config_id))
        config.check_access("read")
        if config.company_id not in self.env.companies:
            raise AccessError(
                self.env._("This till belongs to %s. Choose that company first.", config.company_id.sudo().name)
            )
        return config.with_company(config.company_id)

    def _get_clubs(self):
        """The clubs of this till (superuser mode)."""
        return self._get_program_ids().sudo().filtered(lambda program: program.program_type == "loyalty")

    def _get_available_pricelists(self):
        """Members buy at the price list of their tier or paid membership at every till of the company; it is loaded but
        not offered to choose."""
        available = super()._get_available_pricelists()
        if not self.env["res.groups"]._is_feature_enabled("product.group_product_pricelist"):
            return available
        clubs = self._get_clubs()
        own = clubs.tier_ids.filtered("active").pricelist_id | clubs.membership_plan_ids.pricelist_id
        own = own.filtered(
            lambda pricelist: pricelist._is_of_company(self.company_id) and pricelist.currency_id == self.currency_id
        )
        return available | own.with_env(available.env)

    def get_limited_partners_loading(self, offset=0):
        """The customers with the most orders come first, then the others by name, as in stock; but the others are read
        from the index of names, so that opening takes as long with a thousand customers as with a million.

        :return: list of (id,)
        """
        limit = self._get_limited_partner_count()
        return self.env.execute_query(
            SQL(
                """
                WITH buyer AS MATERIALIZED (
                     SELECT partner_id, COUNT(*) AS orders FROM pos_order WHERE partner_id IS NOT NULL
                   GROUP BY partner_id
                ), known AS (
                     SELECT p.id, p.name, b.orders
                       FROM buyer b JOIN res_partner p ON p.id = b.partner_id
                      WHERE p.company_id = %(company)s OR p.company_id IS NULL
                ), other AS (
                     SELECT p.id, p.name, 0::bigint AS orders
                       FROM res_partner p
                      WHERE (p.company_id = %(company)s OR p.company_id IS NULL)
                        AND p.id NOT IN (SELECT partner_id FROM buyer)
                   ORDER BY p.name LIMIT %(last)s
                )
                SELECT id FROM (SELECT * FROM known UNION ALL SELECT * FROM other) customer
              ORDER BY orders DESC, name LIMIT %(limit)s OFFSET %(offset)s
                """,
                company=self.company_id.id,
                last=limit + offset,
                limit=limit,
                offset=offset,
            )
        )
