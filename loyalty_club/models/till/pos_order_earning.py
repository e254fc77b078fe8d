"""Finding out, once, what a paid order of a till earns and what its rewards cost."""

from odoo import models
from odoo.fields import Domain

from ...engine.earning import earn
from ...engine.earning_values import Purchase
from ...engine.points import exact
from ...engine.till import Claim, read_claim
from ..earning.situation import Situation, dump_result


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _judge(self):
        """Find out what the order earns and what its rewards cost, and keep it in ``club_results``. Superuser mode."""
        self.ensure_one()
        claim = read_claim(self.club_claim) or Claim()
        partner = self._find_customer(claim)
        at = self._get_purchase_moment()
        groups = self._get_reward_groups()
        clubs = self._get_earning_clubs(at) if partner and self._is_purchase() else self._no_clubs()
        accounts = self._get_accounts(clubs | groups.program, partner)
        results = {"version": 1, "at": at.isoformat(), "clubs": {}, "costs": {}}
        earned_points = {}
        for club in clubs:
            card = accounts.get(club) or self.env["loyalty.card"]
            result = self._get_club_result(club, card, at, claim)
            if result and (card or float(result["points"]) or club in groups.program):
                card = card or accounts.setdefault(club, self._open_account(club, partner))
                results["clubs"][str(club.id)] = {"card": card.id, **result}
                earned_points[card] = exact(result["points"])
        for group in groups:
            card = accounts.get(group.program) or (partner and self._get_buyer(group.program, partner, accounts))
            if card:
                results["clubs"].setdefault(str(group.program.id), {"card": card.id})
                costs = [cost for cost in results["costs"].values() if cost["card"] == card.id]
                cost = self._get_group_cost(group, card, earned_points, costs, at)
                results["costs"][str(group.line.id)] = cost
        self.club_results = results

    def _no_clubs(self):
        return self.env["loyalty.program"]

    def _is_purchase(self):
        """Whether the order can earn: not when it takes goods back, when all of it belongs to sales orders, or when it
        came from a delivery platform.
        """
        delivered = "delivery_provider_id" in self._fields and self["delivery_provider_id"]
        return not self.is_refund and not delivered and bool(self._get_goods())

    def _find_customer(self, claim):
        """The order's customer. One who was merged into another while the till was offline is no longer there: stock
        drops the name, and the account that the till knew says who it is now.
        """
        if not self.partner_id and claim.cards:
            cards = self.env["loyalty.card"].browse(sorted(claim.cards.values())).exists()._get_survivor()
            owners = cards.filtered(lambda card: card.is_club and card._is_of_till(self.config_id)).partner_id
            if len(owners) == 1:
                self.partner_id = owners
        return self.partner_id

    def _get_purchase_moment(self):
        """When it was bought (naive UTC, whole seconds): what the till says, but not before its session and not in the
        future, so a wrong clock gains nothing.
        """
        now = self.env.cr.now().replace(microsecond=0)
        begun = self.session_id.start_at or self.session_id.create_date or now
        return min(max(self.date_order or now, begun.replace(microsecond=0)), now)

    def _get_earning_clubs(self, at):
        """Clubs in which this till gives points for the purchase; programs for one order only keep no accounts."""
        clubs = self.env["loyalty.program"].search(
            [
                ("program_type", "=", "loyalty"),
                ("applies_on", "=", "both"),
                ("pos_ok", "=", True),
                ("pos_config_ids", "in", [False, self.config_id.id]),
                ("company_id", "in", [False, *self.company_id.parent_ids.ids]),
                ("currency_id", "=", self.currency_id.id),
                ("pricelist_ids", "in", [False, self.pricelist_id.id]),
            ]
        )
        return clubs.filtered(lambda club: self._is_valid_for(club, club._get_local_day(at)))

    def _is_valid_for(self, club, day):
        late = (club.date_from and day < club.date_from) or (club.date_to and day > club.date_to)
        return bool(club._is_earning() and not late and not (club.limit_usage and self._is_used_up(club)))

    def _is_used_up(self, club):
        """Whether others have used the club as often as it may be; an order with a reward counts from the start."""
        own = self.lines.reward_id.program_id & club
        return club.total_order_count - len(own) >= club.max_usage

    def _get_accounts(self, clubs, partner):
        """{club: the account of the order's customer}, in one query; those who have none are not in it."""
        if not clubs or not partner:
            return {}
        owners = {club: club._get_account_partner(partner) for club in clubs}
        cards = self.env["loyalty.card"].search_fetch(
            Domain("program_id", "in", clubs.ids)
            & Domain("partner_id", "in", list({owner.id for owner in owners.values()})),
            [
                "program_id",
                "partner_id",
                "membership_state",
                "joined_on",
                "tier_id",
                "merged_into_id",
                "points",
                "code",
            ],
        )
        found = {(card.program_id, card.partner_id): card for card in cards}
        return {club: found[club, owner] for club, owner in owners.items() if (club, owner) in found}

    def _open_account(self, club, partner):
        """The first purchase makes a member."""
        return (
            self.env["loyalty.card"]
            .with_context(loyalty_no_mail=True)
            .create(
                {
                    "program_id": club.id,
                    "partner_id": club._get_account_partner(partner).id,
                    "source_pos_order_id": self.id,
                }
            )
        )

    def _get_buyer(self, club, partner, accounts):
        """An account for rewards alone: opened where anybody may be a member; empty where members join first."""
        if club.enrollment == "opt_in" or not club.active:
            return self.env["loyalty.card"]
        return accounts.setdefault(club, self._open_account(club, partner))

    def _get_club_result(self, club, card, at, claim):
        """What the order earns in a club, for ``club_results``; None: the customer does not earn there."""
        if (card and not card._may_earn()) or (not card and club.enrollment == "opt_in"):
            return None
        if not self._is_fully_paid():
            return None
        earned, situation = self._get_earned(club, card, at, claim)
        if not earned.points and not card:
            return None
        return {
            **dump_result(earned, situation, club._rounds_by_rule()),
            "earn_on": "order",
            "amount": str(self._get_club_amount(club, at)),
        }

    def _get_earned(self, club, card, at, claim):
        """(``engine.earning_values.Earned``, the ``Situation``) of the order in a club."""
        rules = club._get_engine_rules(self.env["loyalty.rule"].browse(claim.codes))
        tier = card.tier_id
        situation = Situation(
            at=at,
            channel="pos",
            tier=tier.id or None,
            **club._get_multiplier(tier, self.partner_id),
            first=club._is_first_purchase(card, self) if any(rule.first_purchase_only for rule in rules) else None,
            methods=frozenset(f"pos,{method.id}" for method in self._get_used_methods()),
        )
        purchase = Purchase(
            lines=tuple(self._get_engine_lines(club, at)),
            at=club._get_local_time(at),
            channel=situation.channel,
            tier=situation.tier,
            multiplier=situation.multiplier,
            first=bool(situation.first),
            payment_methods=situation.methods,
            given=club._get_given_points(card, rules, at, self),
        )
        return earn(rules, purchase, club.points_rounding, club.points_rounding_method), situation

    def _get_used_methods(self):
        return self.payment_ids.filtered(lambda payment: payment.amount > 0).payment_method_id

    def _is_fully_paid(self):
        """Whether the payments cover what the lines cost, but for rounding: points are for money that came in."""
        lines = self.lines.filtered(lambda line: not line.combo_parent_id)
        cost = sum(taxed for taxed, _untaxed in lines._get_paid_amounts().values())
        slack = self.currency_id.rounding * (len(self.lines) + 1)
        if self.config_id.cash_rounding:
            slack += self.config_id.rounding_method.rounding
        return cost - sum(self.payment_ids.mapped("amount")) <= slack
