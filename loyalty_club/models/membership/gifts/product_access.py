"""Products for members only, and new ones that members may order before everybody."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

GROUPS = "loyalty_club.group_club_user,loyalty_club.group_club_auditor"


RESTRICTED = ("members", "early")


class ProductTemplate(models.Model):
    _inherit = "product.template"

    membership_access = fields.Selection(
        [("everyone", "Everybody"), ("members", "Members only"), ("early", "Members first")],
        "May be ordered by",
        default="everyone",
        required=True,
        help="Members: customers whose paid membership runs. It stays in the lists of the shop for all.",
    )
    membership_plan_ids = fields.Many2many(
        "loyalty.membership.plan",
        "loyalty_membership_plan_product_rel",
        "product_id",
        "plan_id",
        "Memberships",
        groups=GROUPS,
        context={"active_test": False},
        help="Empty: those of every plan.",
    )
    membership_public_on = fields.Date(
        "For everybody from", help="Members may order it earlier, by the days of early access of their plan."
    )

    membership_shop_problem = fields.Char(
        compute="_compute_membership_shop_problem",
        compute_sudo=True,
        help="Why who is logged in may not order the product; empty: they may.",
    )
    membership_terms = fields.Json(
        compute="_compute_membership_terms", compute_sudo=True, help="Who may order the product: for tills."
    )

    @api.depends("membership_access", "membership_plan_ids", "membership_public_on")
    @api.depends_context("uid", "company", "lang")
    def _compute_membership_shop_problem(self):
        problems = self._get_access_problems(self.env.user.partner_id)
        for product in self:
            product.membership_shop_problem = problems.get(product, "")

    @api.depends("membership_access", "membership_plan_ids", "membership_public_on")
    @api.depends_context("company", "lang")
    def _compute_membership_terms(self):
        """False: everybody may. ``problem``: a sentence for those who may not; ``public``: the day from which everybody
        may; ``plans``: {plan id: the day from which its members may, or False}.
        """
        problems = self._get_access_problems(self.env["res.partner"])
        for product in self:
            product.membership_terms = product in problems and {
                "problem": problems[product],
                "public": product.membership_access == "early" and fields.Date.to_string(product.membership_public_on),
                "plans": product._get_first_days(),
            }

    def _get_first_days(self):
        plans = self.membership_plan_ids or self.env["loyalty.membership.plan"].search(
            [("company_id", "parent_of", self.env.company.id)]
        )
        if self.membership_access == "members":
            return {str(plan.id): False for plan in plans}
        return {
            str(plan.id): fields.Date.to_string(self.membership_public_on - timedelta(days=plan.early_days))
            for plan in plans
        }

    @api.constrains("membership_access", "membership_public_on")
    def _check_membership_access(self):
        for product in self:
            if product.membership_access == "early" and not product.membership_public_on:
                raise ValidationError(
                    self.env._("Say from which day on everybody may order “%s”.", product.display_name)
                )

    def _get_access_problems(self, partner, plans=None):
        """Why this customer may not order these products today.

        :param partner: ``res.partner``; empty, or the public one: nobody known
        :param plans: ``loyalty.membership.plan`` that are bought together with the products
        :return: {product: a sentence}, only of those that may not be ordered; no query where all are for everybody
        """
        restricted = self.sudo().filtered(lambda product: product.membership_access in RESTRICTED)
        if not restricted:
            return {}
        had = (plans or self.env["loyalty.membership.plan"]).sudo()
        if partner and not partner.sudo().is_public:
            running = self.env["loyalty.membership"]._get_running(partner)
            had |= running[partner._origin.id].plan_id if partner._origin.id in running else had
        offers = restricted._get_plans_on_offer()
        problems = {product: product._get_access_problem(had, offers[product]) for product in restricted}
        return {product.with_env(self.env): problem for product, problem in problems.items() if problem}

    def _get_access_problem(self, had, offered):
        """A sentence, or an empty text; ``had``: plans of the customer, ``offered``: those that open the product.
        Superuser mode.
        """
        self.ensure_one()
        wanted = self.membership_plan_ids
        fitting = had & wanted if wanted else had
        if self.membership_access == "early":
            return self._get_early_problem(fitting, offered)
        if fitting:
            return ""
        values = {"product": self.display_name, "plans": self._name_plans(offered)}
        return self.env._("“%(product)s” is only for members with %(plans)s.", **values)

    def _get_early_problem(self, fitting, offered):
        """The same for products that members may order first."""
        public, today = self.membership_public_on, self._get_access_day(fitting or offered)
        own = max(fitting.mapped("early_days"), default=0)
        if not public or today >= public - timedelta(days=own):
            return ""
        words = {"product": self.display_name, "public": format_date(self.env, public)}
        if own:
            day = format_date(self.env, public - timedelta(days=own))
            return self.env._("With your membership you can order “%(product)s” from %(day)s on.", **words, day=day)
        offered = offered.filtered("early_days")
        if not offered:
            return self.env._("“%(product)s” can be ordered from %(public)s on.", **words)
        words["plans"] = self._name_plans(offered)
        words["day"] = format_date(self.env, public - timedelta(days=max(offered.mapped("early_days"))))
        return self.env._("“%(product)s” can be ordered from %(public)s on, with %(plans)s from %(day)s on.", **words)

    def _name_plans(self, plans):
        return self.env._(" or ").join(plans.mapped("name")) or self.env._("a membership")

    def _get_plans_on_offer(self):
        """The plans that open these products: those that they name, else those of their company. One query.

        :return: {product: plans}
        """
        plans = self.env["loyalty.membership.plan"].sudo()
        if not all(product.membership_plan_ids for product in self):
            plans = plans.search([("website_shown", "=", True)])
        found = {}
        for product in self:
            company = product.company_id or self.env.company
            of_company = plans.filtered(lambda plan, company=company: plan.company_id in company.sudo().parent_ids)
            found[product] = product.membership_plan_ids.filtered("active") or of_company
        return found

    def _get_access_day(self, plans):
        """Today, in the time zone of the club of these plans."""
        club = plans[:1].program_id
        return club._get_local_day(self.env.cr.now()) if club else fields.Date.context_today(self)


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _may_be_ordered_by(self, partner):
        """Whether this customer may order the product today.

        :param partner: ``res.partner``; empty, or the public one: nobody known
        """
        self.ensure_one()
        return not self._get_access_problems(partner)

    def _get_access_problems(self, partner, plans=None):
        """See ``product.template._get_access_problems``."""
        problems = self.product_tmpl_id._get_access_problems(partner, plans)
        return {product: problems[product.product_tmpl_id] for product in self if product.product_tmpl_id in problems}
