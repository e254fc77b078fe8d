"""Conditions and caps of point rules, beyond stock. They are for clubs; other programs do not look at them."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

CAPS = {
    "max_points_per_order": "use_max_points_per_order",
    "max_points_per_unit": "use_max_points_per_unit",
    "limit_points": "use_limit_points",
}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CHANNEL_FIELDS = {"sale": "channel_sale", "pos": "channel_pos", "website": "channel_website"}


class LoyaltyRule(models.Model):
    """A cap counts where its switch (``use_…``) is on. Writing a number above 0 turns the switch on, writing nothing
    (``False``) turns it off; a cap of 0 is refused, because it would give no points at all.
    """

    _inherit = "loyalty.rule"

    name = fields.Char(translate=True, help="Shown to staff in explanations. Empty: what the rule gives.")
    channel_sale = fields.Boolean("Sales orders", default=True)
    channel_pos = fields.Boolean("Point of Sale", default=True)
    channel_website = fields.Boolean("Online shop", default=True)
    tier_ids = fields.Many2many(
        "loyalty.tier",
        "loyalty_rule_tier_rel",
        string="Only for tiers",
        copy=False,
        context={"active_test": False},
        domain="[('program_id', '=', program_id)]",
        help="Members of these tiers; empty: everybody.",
    )
    date_from = fields.Date("From", help="First day, in the club's time zone.")
    date_to = fields.Date("Until", help="Last day, in the club's time zone.")
    weekday_mon = fields.Boolean("Monday", default=True)
    weekday_tue = fields.Boolean("Tuesday", default=True)
    weekday_wed = fields.Boolean("Wednesday", default=True)
    weekday_thu = fields.Boolean("Thursday", default=True)
    weekday_fri = fields.Boolean("Friday", default=True)
    weekday_sat = fields.Boolean("Saturday", default=True)
    weekday_sun = fields.Boolean("Sunday", default=True)
    hour_from = fields.Float(
        "From hour",
        default=0.0,
        help="In the club's time zone. From 22:00 to 02:00 goes over midnight: what comes after midnight belongs to "
        "the day on which it began.",
    )
    hour_to = fields.Float("To hour", default=24.0, help="This minute is no longer in it; 24:00 is the end of the day.")
    is_for_tiers = fields.Boolean(compute="_compute_is_for_tiers", store=True)
    first_purchase_only = fields.Boolean(help="Only the first purchase of a member earns.")
    pos_payment_method_ids = fields.Many2many(
        "pos.payment.method",
        "loyalty_rule_pos_payment_method_rel",
        string="Paid at the till by",
        context={"active_test": False},
        help="If payment methods are chosen, here or online, only purchases paid by one of them earn.",
    )
    payment_method_ids = fields.Many2many(
        "payment.method",
        "loyalty_rule_payment_method_rel",
        string="Paid online by",
        context={"active_test": False},
        help="If payment methods are chosen, here or at the till, only purchases paid by one of them earn.",
    )
    is_for_payments = fields.Boolean(compute="_compute_is_for_payments", store=True)
    amount_step = fields.Float(
        "Per full amount of",
        digits=(16, 2),
        help="For points per money spent: only full steps count. With 1 point and a step of 10, a purchase of 29 earns "
        "2 points. 0: every cent counts.",
    )
    amount_basis = fields.Selection(
        [
            ("taxed", "Prices with taxes"),
            ("untaxed", "Prices without taxes"),
            ("taxed_delivery", "Prices with taxes, and delivery"),
            ("untaxed_delivery", "Prices without taxes, and delivery"),
        ],
        "What counts as spent",
        default="taxed",
        required=True,
        help="After discounts. What is paid with points, gift cards or an eWallet counts as spent.",
    )
    use_max_points_per_order = fields.Boolean("At most per purchase")
    max_points_per_order = fields.Float("Points per purchase", digits=(16, 2))
    use_max_points_per_unit = fields.Boolean("At most per unit")
    max_points_per_unit = fields.Float("Points per unit", digits=(16, 2))
    use_limit_points = fields.Boolean("At most per member")
    limit_points = fields.Float("Points per member", digits=(16, 2))
    limit_period = fields.Selection(
        [("day", "a day"), ("week", "a week"), ("month", "a month"), ("year", "a year"), ("ever", "ever")],
        default="ever",
        required=True,
        help="A day, week (from Monday), month or year of the club's time zone.",
    )
    is_bonus = fields.Boolean("Bonus", help="A bonus is not multiplied by tiers, and does not count for reaching them.")

    @api.constrains("amount_step", *CAPS, *CAPS.values())
    def _check_amounts(self):
        for rule in self:
            if rule.amount_step < 0:
                raise ValidationError(
                    self.env._("The step of a rule cannot be negative. Write 0 if every cent counts.")
                )
            for name, switch in CAPS.items():
                if rule[switch] and rule[name] <= 0:
                    raise rule._refuse_cap(name, rule[name])

    @api.constrains("date_from", "date_to", "hour_from", "hour_to")
    def _check_times(self):
        for rule in self:
            if rule.date_from and rule.date_to and rule.date_from > rule.date_to:
                raise ValidationError(self.env._("A rule must begin before it ends. Change one of its dates."))
            if not (0 <= rule.hour_from < 24 and 0 < rule.hour_to <= 24) or rule.hour_from == rule.hour_to:
                raise ValidationError(
                    self.env._(
                        "Hours of a rule go from 0:00 to 24:00, and both must differ. "
                        "Write 0:00 to 24:00 for the whole day."
                    )
                )

    @api.constrains(*CHANNEL_FIELDS.values(), *(f"weekday_{day}" for day in WEEKDAYS))
    def _check_chosen(self):
        for rule in self:
            if not any(rule[f"weekday_{day}"] for day in WEEKDAYS):
                raise ValidationError(
                    self.env._(
                        "A rule without any weekday gives no points. Choose at least one day, or archive the rule."
                    )
                )
            if not any(rule[name] for name in CHANNEL_FIELDS.values()):
                raise ValidationError(
                    self.env._(
                        "A rule for no channel gives no points. Choose at least one channel, or archive the rule."
                    )
                )

    @api.constrains("tier_ids", "program_id")
    def _check_tiers(self):
        for rule in self:
            if rule.tier_ids.program_id - rule.program_id:
                raise ValidationError(
                    self.env._("A rule can only ask for tiers of its own club. Remove the tiers of other clubs.")
                )

    @api.depends("tier_ids")
    def _compute_is_for_tiers(self):
        for rule in self:
            rule.is_for_tiers = bool(rule.tier_ids)

    @api.depends("pos_payment_method_ids", "payment_method_ids")
    def _compute_is_for_payments(self):
        for rule in self:
            rule.is_for_payments = bool(rule.pos_payment_method_ids or rule.payment_method_ids)

    @api.depends("name", "reward_point_amount", "reward_point_mode", "amount_step")
    def _compute_display_name(self):
        """Its name, else what it gives."""
        for rule in self:
            rule.display_name = rule.name or rule._get_short_text()

    def _get_short_text(self):
        """What the rule gives, in a few words."""
        self.ensure_one()
        found = {"mode": self.reward_point_mode, "rate": self.reward_point_amount, "step": self.amount_step}
        return self._describe_giving(found, self.currency_id or self.env.company.currency_id)

    # --- purchases of which little is known ---

    def _asks_for_more_than_amounts(self):
        """Whether the rule looks at anything but day, amount and quantity of a purchase, or is a bonus."""
        self.ensure_one()
        return bool(
            self.is_bonus
            or self.use_limit_points
            or self.is_for_tiers
            or self.first_purchase_only
            or self.is_for_payments
            or self.hour_from
            or self.hour_to not in (0, 24)
            or not all(self[name] for name in CHANNEL_FIELDS.values())
        )

    def _depends_on_day_or_steps(self):
        """Whether the rule looks at more than amount and quantity."""
        self.ensure_one()
        days = all(self[f"weekday_{day}"] for day in WEEKDAYS)
        caps = self.use_max_points_per_order or self.use_max_points_per_unit
        return bool(self.date_from or self.date_to or self.amount_step or caps or not days)

    # --- caps ---

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._switch_caps(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._switch_caps(vals))

    def _switch_caps(self, vals):
        """Values in which the switch of each cap says what its number means (see the class).

        :raise ValidationError: a cap of 0 or less
        """
        found = {name: vals[name] for name, switch in CAPS.items() if name in vals and switch not in vals}
        if not found:
            return vals
        vals = dict(vals)
        for name, number in found.items():
            if number is False or number is None:
                vals[name] = 0.0
            elif number <= 0:
                raise self._refuse_cap(name, number)
            vals[CAPS[name]] = bool(vals[name])
        return vals

    def _refuse_cap(self, name, number):
        return ValidationError(
            self.env._(
                "“%(cap)s”: a cap of %(number)s would give no points at all. Write a number above 0, or leave it empty "
                "for no cap. To stop a rule, archive it.",
                cap=self._fields[name]._description_string(self.env),
                number=f"{number:g}",
            )
        )

    # --- the till gets the same fields ---

    @api.model
    def _load_pos_data_fields(self, config):
        return [
            *super()._load_pos_data_fields(config),
            *CHANNEL_FIELDS.values(),
            *(f"weekday_{day}" for day in WEEKDAYS),
            *CAPS,
            *CAPS.values(),
            "limit_period",
            "tier_ids",
            "date_from",
            "date_to",
            "hour_from",
            "hour_to",
            "first_purchase_only",
            "pos_payment_method_ids",
            "payment_method_ids",
            "amount_step",
            "amount_basis",
            "is_bonus",
        ]
