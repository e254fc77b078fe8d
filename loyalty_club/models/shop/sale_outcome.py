"""What an order gave its customer, for the page after the purchase and for the order's page at home."""

from odoo import models
from odoo.tools import format_date

from ...engine.points import ZERO, exact
from .sale_shop_earning import isolate, strong


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _changed_rules_since(self, moment):
        """Whether a rule of the club, archived ones included, was made or changed after ``moment`` (naive UTC)."""
        rules = self.sudo().with_context(active_test=False).rule_ids
        return any(rule.write_date.replace(microsecond=0) > moment for rule in rules)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_club_outcome(self, viewer):
        """What the order earned and spent in each club, and what somebody who is no member missed.

        :param viewer: the partner who looks: balance and tier are told to the owner of the account only
        :return: list of dicts: ``program``, ``lines`` (sentences), ``balance``, ``tier`` (reached by this order),
            ``is_member``, ``join_url``
        """
        self.ensure_one()
        if self.state == "cancel":
            return []
        order = self.sudo()
        entries = order._get_outcome_entries()
        known = order.coupon_point_ids.coupon_id.filtered("is_club")._get_survivor()
        cards = (known | entries.card_id._get_survivor()).filtered("program_id.portal_visible")
        own = viewer.sudo()._get_own_accounts()
        found = [order._get_outcome_of_account(card, entries, card in own) for card in cards]
        return [outcome for outcome in found if outcome["lines"]] + order._get_missed(cards.program_id)

    def _get_outcome_entries(self):
        """Entries of the order (superuser mode)."""
        domain = [("origin_model", "=", self._name), ("origin_id", "=", self.id), ("state", "!=", "void")]
        return self.env["loyalty.ledger.entry"].sudo().search(domain, order="id")

    def _get_outcome_of_account(self, card, entries, is_own):
        family = card._get_family()
        entries = entries.filtered(lambda entry: entry.card_id in family)
        return {
            "program": card.program_id,
            "lines": self._get_earned_lines(card, entries) + self._get_spent_lines(card, entries),
            "balance": card._format_points(card.points) if is_own and entries else "",
            "tier": self._get_reached_tier(family, entries) if is_own else self.env["loyalty.tier"],
            "is_member": True,
            "join_url": "",
        }

    def _get_earned_lines(self, card, entries):
        """Sentences on points that were earned: those usable now, those that wait, those still to come."""
        _ = self.env._
        earned = entries.filtered(lambda entry: self._get_root(entry).kind == "accrual")
        waiting = earned.filtered(lambda entry: entry.state == "pending")
        usable, pending = (exact(sum(part.mapped("points"))) for part in (earned - waiting, waiting))
        lines = []
        if usable > ZERO:
            line = _("You earned %s with this order.", strong(card._format_points(float(usable))))
            last = min(filter(None, earned.filtered("remaining").mapped("expires_on")), default=None)
            lines.append(line)
            if last:
                lines.append(_("You can use them up to %s.", isolate(format_date(self.env, last))))
        if pending > ZERO:
            words = {"points": strong(card._format_points(float(pending)))}
            day = min(filter(None, waiting.mapped("available_on")), default=None)
            words["day"] = isolate(format_date(self.env, day)) if day else ""
            lines.append(_("You earned %(points)s with this order. You can use them from %(day)s on.", **words))
        coming = self._get_coming_points(card) - usable - pending
        if coming > ZERO and not earned.reversed_id:
            lines.append(self._get_coming_text(card, coming))
        return lines

    @staticmethod
    def _get_root(entry):
        return entry.reversed_id.reversed_id or entry.reversed_id or entry

    def _get_coming_points(self, card):
        """Points (Decimal) that all of the order gives to the account."""
        if self.state == "sale" and not self._earns_late():
            return ZERO  # booked already; what is not there was taken back
        lines = self.coupon_point_ids.filtered(lambda line: line.coupon_id._get_survivor() == card)
        return exact(sum(lines.mapped("points")))

    def _get_coming_text(self, card, points):
        _, words = self.env._, strong(card._format_points(float(points)))
        if self.state != "sale":
            return _("You earn %s as soon as your order is confirmed.", words)
        if card.program_id.earn_on == "delivery":
            return _("You earn %s with the delivery.", words)
        return _("You earn %s as soon as your order is paid.", words)

    def _get_spent_lines(self, card, entries):
        redeemed = entries.filtered(lambda entry: self._get_root(entry).kind == "redemption")
        spent = -exact(sum(redeemed.mapped("points")))
        if spent <= ZERO:
            return []
        return [self.env._("You used %s.", strong(card._format_points(float(spent))))]

    def _get_reached_tier(self, family, entries):
        """The tier that the member reached with this order; may be empty."""
        moments = [entry.qualifying_at or entry.posted_at for entry in entries]
        changes = self.env["loyalty.tier.change"].sudo()
        if moments and family.program_id.has_tiers:
            changes = changes.search(
                [
                    ("card_id", "in", family.ids),
                    ("direction", "=", "up"),
                    ("reason", "=", "reached"),
                    ("changed_at", "in", moments),
                ],
                limit=1,
            )
        return changes.to_tier_id

    def _get_missed(self, programs):
        """What the order would have earned in clubs that its customer did not join. Nothing where rules were changed
        after the purchase: those that held then are not kept of clubs in which an order earns nothing.
        """
        missed = []
        for program in self._get_shop_clubs() - programs if self.website_id else ():
            if self.state == "sale" and program._changed_rules_since(self._get_purchase_moment()):
                continue
            standing, card = self._get_standing(program)
            points = standing in ("guest", "outsider") and self._get_shop_points(program, standing, card)
            if points:
                words = {
                    "points": strong(program._format_club_points(points)),
                    "club": isolate(program.name),
                }
                line = self.env._("As a member of %(club)s you would have earned %(points)s with this order.", **words)
                missed.append(
                    {
                        "program": program,
                        "lines": [line],
                        "balance": "",
                        "tier": self.env["loyalty.tier"],
                        "is_member": False,
                        "join_url": program._get_join_url(),
                    }
                )
        return missed
