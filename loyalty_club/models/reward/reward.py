from odoo import api, fields, models
from odoo.exceptions import ValidationError

CLAIMED_TYPES = ("voucher", "service")
"""Rewards that are claimed by themselves; nothing of them can be put on an order."""


class LoyaltyReward(models.Model):
    _inherit = "loyalty.reward"

    reward_type = fields.Selection(
        selection_add=[("voucher", "Voucher"), ("service", "Service")],
        ondelete={
            "voucher": lambda rewards: rewards._become_discounts(),
            "service": lambda rewards: rewards._become_discounts(),
        },
    )
    image = fields.Image(max_width=512, max_height=512)
    min_tier_id = fields.Many2one(
        "loyalty.tier",
        "From tier",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('program_id', '=', program_id)]",
        help="Only for members of this tier and of those above it.",
    )
    date_from = fields.Date("From", help="First day on which the reward is given.")
    date_to = fields.Date("Until", help="Last day on which the reward is given.")
    points_step = fields.Float(
        "Points in steps of",
        digits=(16, 2),
        help="Members choose how many points to spend, in steps of this. 0: a purchase takes all the points it can.",
    )

    has_member_limit = fields.Boolean(
        "Limited per member", compute="_compute_has_member_limit", store=True, readonly=False, precompute=True
    )
    limit_per_member = fields.Integer("Times at most", help="Pieces that one member can have in a period.")
    limit_period = fields.Selection(
        [("day", "a day"), ("week", "a week"), ("month", "a month"), ("year", "a year"), ("ever", "ever")],
        default="ever",
        required=True,
    )
    has_count_budget = fields.Boolean(
        "Limited number", compute="_compute_has_count_budget", store=True, readonly=False, precompute=True
    )
    budget_count = fields.Integer("Pieces in all", help="Pieces that are given to all members together.")
    has_amount_budget = fields.Boolean(
        "Limited amount", compute="_compute_has_amount_budget", store=True, readonly=False, precompute=True
    )
    budget_amount = fields.Monetary(
        "Amount in all", currency_field="currency_id", help="What the reward may cost in all, in the club's currency."
    )
    used_count = fields.Integer("Pieces given", readonly=True, copy=False, help="Counted from the budget.")
    used_amount = fields.Monetary("Amount given", currency_field="currency_id", readonly=True, copy=False)

    voucher_program_id = fields.Many2one(
        "loyalty.program",
        "Coupon of",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('program_type', '=', 'coupons'), ('company_id', 'in', [company_id, False])]",
        help="Members get a coupon code of this program for their points.",
    )
    voucher_days = fields.Integer("Usable for", help="Days that the coupon is usable. 0: as long as its program runs.")
    responsible_id = fields.Many2one(
        "res.users",
        "Fulfilled by",
        ondelete="set null",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        help="Gets a to-do for each claim.",
    )

    _caps_check = models.Constraint(
        """CHECK ((NOT has_member_limit OR COALESCE(limit_per_member, 0) > 0)
            AND (NOT has_count_budget OR COALESCE(budget_count, 0) > 0)
            AND (NOT has_amount_budget OR COALESCE(budget_amount, 0) > 0))""",
        "A limit of 0 would refuse the reward to everybody. Write at least 1, or untick the limit.",
    )
    _negative_check = models.Constraint(
        """CHECK (COALESCE(limit_per_member, 0) >= 0 AND COALESCE(budget_count, 0) >= 0
            AND COALESCE(budget_amount, 0) >= 0 AND COALESCE(voucher_days, 0) >= 0
            AND COALESCE(points_step, 0) >= 0)""",
        "Limits, budgets, steps and days of a reward cannot be negative.",
    )
    _dates_check = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "The reward ends before it begins. Correct one of its two days.",
    )

    @api.depends("limit_per_member")
    def _compute_has_member_limit(self):
        """A number switches its limit on; only people switch it off, so that a 0 is noticed (see the constraint)."""
        for reward in self:
            reward.has_member_limit = reward.has_member_limit or reward.limit_per_member != 0

    @api.depends("budget_count")
    def _compute_has_count_budget(self):
        """As with the limit per member; each on its own, because what is written by hand is not computed with it."""
        for reward in self:
            reward.has_count_budget = reward.has_count_budget or reward.budget_count != 0

    @api.depends("budget_amount")
    def _compute_has_amount_budget(self):
        for reward in self:
            reward.has_amount_budget = reward.has_amount_budget or reward.budget_amount != 0

    @api.constrains(
        "has_member_limit", "limit_per_member", "has_count_budget", "budget_count", "has_amount_budget", "budget_amount"
    )
    def _check_caps(self):
        """The same as in the database, said at once."""
        for reward in self:
            caps = (
                (reward.has_member_limit, reward.limit_per_member),
                (reward.has_count_budget, reward.budget_count),
                (reward.has_amount_budget, reward.budget_amount),
            )
            if any(switched_on and cap <= 0 for switched_on, cap in caps):
                raise ValidationError(
                    self.env._(
                        "“%s”: a limit of 0 would refuse the reward to everybody. Write at least 1, or untick "
                        "the limit.",
                        reward.description,
                    )
                )

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for reward in self:
            if reward.date_from and reward.date_to and reward.date_from > reward.date_to:
                raise ValidationError(
                    self.env._("“%s” ends before it begins. Correct one of its two days.", reward.description)
                )

    @api.constrains("reward_type", "program_id", "voucher_program_id")
    def _check_claimed_type(self):
        for reward in self.filtered(lambda reward: reward.reward_type in CLAIMED_TYPES):
            if reward.program_type != "loyalty":
                raise ValidationError(
                    self.env._(
                        "Vouchers and services are claimed with a club's points. “%s” is no club: choose another type "
                        "of reward.",
                        reward.program_id.name,
                    )
                )
            problem = reward.reward_type == "voucher" and reward._get_voucher_problem()
            if problem:
                raise ValidationError(problem)

    def _get_voucher_problem(self):
        """A sentence that says why the coupons of the reward cannot be given; False: they can."""
        self.ensure_one()
        program = self.voucher_program_id.sudo()
        if not program:
            return self.env._("Choose the coupon program of the voucher “%s”.", self.description)
        if program.program_type != "coupons":
            return self.env._(
                "“%(program)s” has no coupon codes to give for points. Choose a program of type “Coupons” for the "
                "voucher “%(reward)s”.",
                program=program.name,
                reward=self.description,
            )
        if not program.active:
            return self.env._(
                "The coupon program “%(program)s” is archived. Restore it, or choose another one for the voucher "
                "“%(reward)s”.",
                program=program.name,
                reward=self.description,
            )
        if program.company_id and program.company_id != self.company_id:
            return self.env._(
                "“%(program)s” belongs to another company than the club. Choose a coupon program of %(company)s, or of "
                "all companies.",
                program=program.name,
                company=self.company_id.name or self.env._("all companies"),
            )
        return False

    @api.constrains("min_tier_id", "program_id")
    def _check_min_tier(self):
        for reward in self:
            if reward.min_tier_id and reward.min_tier_id.program_id != reward.program_id:
                raise ValidationError(
                    self.env._(
                        "%(tier)s is no tier of %(club)s. Choose one of its own.",
                        tier=reward.min_tier_id.name,
                        club=reward.program_id.name,
                    )
                )

    @api.constrains("points_step", "required_points", "reward_type", "discount_mode", "clear_wallet")
    def _check_points_step(self):
        for reward in self.filtered("points_step"):
            if reward.reward_type != "discount" or reward.discount_mode != "per_point" or reward.clear_wallet:
                raise ValidationError(
                    self.env._(
                        "Members can choose the points only where each point gives a fixed discount. Set “%s” to so "
                        "much per point, or its steps to 0.",
                        reward.description,
                    )
                )
            ratio = reward.points_step / reward.required_points
            if ratio < 1 or abs(ratio - round(ratio)) > 1e-6:
                raise ValidationError(
                    self.env._(
                        "Steps of %(step)s points do not fit: the reward is given for each %(price)s points. Choose a "
                        "multiple of that.",
                        step=f"{reward.points_step:g}",
                        price=f"{reward.required_points:g}",
                    )
                )

    def _compute_description(self):
        claimed = self.filtered(lambda reward: reward.reward_type in CLAIMED_TYPES)
        super(LoyaltyReward, self - claimed)._compute_description()
        for reward in claimed:
            reward.description = reward.description or (
                self.env._("Voucher") if reward.reward_type == "voucher" else self.env._("Service")
            )

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "points_step", "min_tier_id", "date_from", "date_to"]

    def _create_missing_discount_line_products(self):
        """Whoever may make a reward need not have the right to make the product behind it."""
        return super(LoyaltyReward, self.sudo())._create_missing_discount_line_products()

    # --- what it is worth ---

    def _get_point_value(self):
        """What a point is worth with this reward, in the program's currency; 0 where that is not a fixed sum."""
        self.ensure_one()
        if self.reward_type == "product":
            product = self.reward_product_ids[:1]
            return product.lst_price * self.reward_product_qty / (self.required_points or 1)
        if self.reward_type == "voucher":
            coupon = self.voucher_program_id.sudo().reward_ids[:1]
            fixed = coupon.reward_type == "discount" and coupon.discount_mode == "per_order"
            same = fixed and coupon.currency_id == self.currency_id
            return coupon.discount / (self.required_points or 1) if same else 0.0
        if self.reward_type == "discount" and self.discount_mode == "per_point":
            return self.discount
        if self.reward_type == "discount" and self.discount_mode == "per_order":
            return self.discount / (self.required_points or 1)
        return 0.0
