"""What a sales order earns in a club: the order as a purchase of the engine."""

from dataclasses import replace

from odoo import models

from ...engine.earning import earn
from ...engine.earning_values import Line, Purchase
from .program_earning import number
from .remembered_rules import gives_for, load_rule
from .situation import Situation, dump_result

CAPTURED = ("authorized", "done")
EARNED = "loyalty_club.earned"
PAID_BY_POINTS = ("ewallet", "gift_card", "loyalty")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_club_status(self, program):
        """What stock asks of a program: ``{"points": [float]}``, or ``{"error": text}``. Called for clubs only."""
        if self._shares_account(program) and not self.env.context.get("club_shared_accounts"):
            return {"error": self.env._("The company's account is used in this club.")}
        if self.partner_id.is_public and not self._allow_nominative_programs():
            return {"error": self.env._("Only customers who are known can earn points in this club.")}
        card = self._get_purchase_account(program)
        if program.enrollment == "opt_in" and not card:
            return {"error": self.env._("Only members who joined this club earn points.")}
        self._remember_result(program, None)
        booked = self.sudo()._get_booked_line(program)
        if booked:
            earned, result = self._get_points_now(program, card, booked)
            self._remember_result(program, result)
            return {"points": [float(earned.points)]}
        if not program._is_earning() or (card and not card._may_earn()):
            self._remember_result(program, self._get_refusal(program, card))
            return {"points": [0.0]}
        earned, situation = self._get_earned(program, card)
        if not program.is_nominative and not earned.points:
            return {"error": self.env._("No rule of this club gives points for this order.")}
        self._remember_result(program, dump_result(earned, situation, program._rounds_by_rule()))
        return {"points": [float(earned.points)]}

    def _get_purchase_account(self, program):
        """The account that the order books on, where there is one already. Superuser mode."""
        card = self._get_club_cards(program)
        if not card and not self.partner_id.is_public:
            card = program._get_account(self.partner_id)
        return card._get_survivor()

    def _get_earned(self, program, card, situation=None, claiming=None):
        """What the order earns by the club's rules.

        :param card: the member's account; may be empty
        :param situation: what to judge by; None: what the order was confirmed with, or how things are now
        :param claiming: a reward that is not on the order yet: what the order would earn with it
        :return: (``engine.earning_values.Earned``, the situation)
        """
        self.ensure_one()
        order = self.sudo()
        methods = situation.methods if situation else frozenset()
        remembered = None if situation else order._get_remembered_rules(program)
        situation = situation or order._get_situation(program, card)
        rules = order._get_rules(program, remembered)
        if situation.first is None and any(rule.first_purchase_only for rule in rules):
            situation = replace(situation, first=program._is_first_purchase(card, self))
        if any(rule.payment_methods for rule in rules):
            situation = replace(situation, methods=methods | order._get_used_methods())
        purchase = Purchase(
            lines=tuple(order._get_engine_lines(program, situation.at, claiming, remembered)),
            at=program._get_local_time(situation.at),
            channel=situation.channel,
            tier=situation.tier,
            multiplier=situation.multiplier,
            first=bool(situation.first),
            payment_methods=situation.methods,
            given=program._get_given_points(card, rules, situation.at, self),
        )
        return earn(rules, purchase, program.points_rounding, program.points_rounding_method), situation

    def _get_rules(self, program, remembered):
        """The rules as values of the engine: those that the order was confirmed with, else those of now."""
        if not remembered:
            return program._get_engine_rules(self.code_enabled_rule_ids)
        entered = set(self.code_enabled_rule_ids.ids)
        rules = [load_rule(values) for values in remembered]
        return [replace(rule, code_missing=rule.code_missing and rule.ref not in entered) for rule in rules]

    def _get_situation(self, program, card):
        """How the order is to be judged: as it was confirmed, if it was."""
        result = self._get_remembered(program)
        if result:
            return Situation.load(result["situation"])
        tier = card.tier_id
        return Situation(
            at=self._get_purchase_moment(),
            channel="website" if self.website_id else "sale",
            tier=tier.id or None,
            **program._get_multiplier(tier, self.partner_id),
        )

    def _get_remembered(self, program):
        """What the engine found when the order was confirmed; None where nothing is known, and for quotations."""
        return self.sudo()._get_booked_line(program).club_result or None

    def _get_booked_line(self, program):
        """What stock keeps of the points that the confirmed order gives in a club; empty where no reason is known."""
        lines = self.coupon_point_ids if self.state == "sale" else self.coupon_point_ids.browse()
        return lines.filtered(lambda line: line.club_result and line.coupon_id._get_survivor().program_id == program)[
            :1
        ]

    def _get_remembered_rules(self, program):
        """The rules that the order was confirmed with (see ``remembered_rules``): what changes in the club's rules
        later is not for purchases of before. None for quotations.
        """
        return (self._get_remembered(program) or {}).get("asked")

    def _get_purchase_moment(self):
        """A captured payment made it a purchase; without one, the confirmation does, and until then now (naive UTC)."""
        if self.state == "sale":
            return self.date_order
        captured = self.transaction_ids.filtered(lambda tx: tx.state in CAPTURED).mapped("create_date")
        return min(captured, default=self.env.cr.now()).replace(microsecond=0)

    def _get_used_methods(self):
        """Payment methods of payments that are authorized or done, of the order or of its invoices, as the engine names
        them.
        """
        transactions = self.transaction_ids | self.invoice_ids.transaction_ids
        captured = transactions.filtered(lambda tx: tx.state in CAPTURED)
        methods = captured.payment_method_id
        return frozenset(f"online,{method.id}" for method in methods | methods.primary_payment_method_id)

    # --- lines ---

    def _get_engine_lines(self, program, at, claiming=None, remembered=None):
        """The order's lines as values of the engine, in the club's currency. Stock decides what is goods and what
        counts for a minimum; paying with points, a gift card or an eWallet makes nothing less.
        """
        goods = self._get_not_rewarded_order_lines()
        free = self._get_no_effect_on_threshold_lines()
        lines = self.order_line.filtered(
            lambda line: line.product_id and not line.combo_item_id and not line.is_downpayment
        )
        deleted = []
        if remembered:
            program = program.with_context(active_test=False)
            present = set(program.sudo().rule_ids.ids)
            deleted = [values for values in remembered if values["ref"] not in present]
        rules = program._get_rules_by_product(lines.product_id)
        convert = self._get_converter(program, at)
        units = self._get_free_units(goods & lines, claiming) if claiming or lines.reward_id else {}
        for line in lines:
            found = rules[line.product_id]
            if deleted:
                found |= self._get_deleted_rules(deleted, line)
            value = self._get_engine_line(line, program, line in goods, line in free, found, convert)
            yield value._replace(free=units[line]) if line in units else value

    @staticmethod
    def _get_deleted_rules(deleted, line):
        """Refs of the remembered rules of ``deleted`` that are for this line. What was remembered without products
        (by an earlier version) is for the lines that it was for.
        """
        return {
            values["ref"]
            for values in deleted
            if ("products" in values or line.id in values.get("lines", (line.id,)))
            and gives_for(values, line.product_id)
        }

    def _get_engine_line(self, line, program, is_goods, is_free, rules, convert):
        priced = line._get_lines_with_price()
        taxed, untaxed = sum(priced.mapped("price_total")), sum(priced.mapped("price_subtotal"))
        reward, kind = line.reward_id, "discount"
        if line.is_delivery or reward.reward_type == "shipping":
            kind = "delivery"
        elif is_goods and untaxed >= 0:
            kind = "goods"
        of_others = reward.reward_type != "discount" or (
            reward.program_id.trigger != "auto" and reward.program_id != program
        )
        return Line(
            ref=line,
            quantity=number(line.product_uom_qty),
            taxed=convert(taxed),
            untaxed=convert(untaxed),
            kind=kind,
            rules=rules,
            in_amount=reward.program_id.program_type not in PAID_BY_POINTS,
            in_minimum=not is_free and of_others,
        )

    # --- remembering, until stock writes the points ---

    def _remember_result(self, program, result):
        """Keep what the engine found for the moment at which stock writes the points (``sale.order.coupon.points``)."""
        if isinstance(self.id, int):
            if result:
                before = self._get_remembered(program) or {}
                result["earn_on"] = before.get("earn_on") or program.earn_on
                self._remember_products(program, result, before)
            self.env.cr.cache.setdefault(EARNED, {})[self.id, program.id] = result

    @staticmethod
    def _remember_products(program, result, before):
        """Keep which products the rules are for, as domains: they may be deleted later."""
        known = {values["ref"]: values["products"] for values in before.get("asked") or () if "products" in values}
        rules = program.sudo().with_context(active_test=False).rule_ids
        domains = {rule.id: rule._get_valid_product_domain() for rule in rules if rule.id not in known}
        known.update((rule_id, [] if domain.is_true() else list(domain)) for rule_id, domain in domains.items())
        for values in result.get("asked") or ():
            if values["ref"] in known:
                values["products"] = known[values["ref"]]

    def _get_last_result(self, program_id, points):
        """What the engine found last for these points; None when they come from elsewhere."""
        result = (self.env.cr.cache.get(EARNED) or {}).get((self.id, program_id))
        return result if result and float(result["points"]) == points else None

    # --- payments that come after the confirmation ---

    def _note_payment(self):
        """Rules that ask for payment methods look again at confirmed orders whose payments have just changed."""
        orders = self.filtered(lambda order: order.state == "sale" and order._asks_for_payments())
        if orders:
            with orders._collect_points():
                orders._note_points_change(lines_changed=True)

    def _asks_for_payments(self):
        """Whether a rule that the order was confirmed with asks how it is paid."""
        results = [line.club_result or {} for line in self.coupon_point_ids]
        return any("payment_methods" in rule for result in results for rule in result.get("asked") or ())
