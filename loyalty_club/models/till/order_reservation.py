"""Before the customer pays: are the points there? They are held until the order arrives."""

from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...engine.points import ZERO, exact


class PosOrder(models.Model):
    _inherit = "pos.order"

    @api.model
    def reserve_club_points(self, config_id, uuid, points, basket=None):
        """Hold the points that a basket is going to spend: whoever comes later is told before the customer pays.

        Called again for the same order, it replaces what was held; all or nothing is held.

        :param int config_id: the till
        :param str uuid: of the order
        :param dict points: {card id: points}: what the rewards cost, less what the basket itself earns and may spend at
            once; accounts that only the till knows (negative ids) have nothing to hold
        :param dict basket: what else is looked at: ``partner_id``, ``rewards`` [{card_id, reward_id, pieces, amount
            (club currency)}], ``programs`` [ids of the promotions for members that are applied]
        :return: ``successful``, ``message`` (a sentence, when refused), ``updated`` {model: records} and ``accounts``
            {card id asked for: card id that stands for it now}
        :raise AccessError: the user is no cashier of this till
        """
        config = self.env["pos.config"]._open_till(config_id)
        asked = {int(card_id): exact(amount) for card_id, amount in points.items() if int(card_id) > 0}
        Card = self.env["loyalty.card"].with_company(config.company_id)
        cards = Card.sudo().with_context(active_test=False).browse(asked).exists()
        clubs, now = config._get_clubs(), {card.id: card._get_survivor() for card in cards}
        now = {id_: card for id_, card in now.items() if card.program_id in clubs and card._is_of_till(config)}
        message, uuid, basket = False, str(uuid)[:64], basket or {}
        Reservation = self.env["loyalty.reservation"].sudo()
        Reservation._release_till([uuid])
        try:
            wanted = self._get_wanted_points(asked, now)
            pieces = self._get_wanted_pieces(basket.get("rewards") or ())
            self._check_promotions(basket)
            self._hold_points(uuid, wanted)
            Reservation._hold_budgets_for_till(uuid, pieces)
        except AccessError:
            raise
        except UserError as refusal:
            message = str(refusal)
            Reservation._release_till([uuid])
        survivors = Card.sudo().union(*now.values())
        survivors.invalidate_recordset(["points", "till_status", "reserved_points"], flush=False)
        return {
            "successful": not message,
            "message": message,
            "updated": {"loyalty.card": survivors._read_for_till(config)},
            "accounts": {card_id: card.id for card_id, card in now.items()},
        }

    @api.model
    def release_club_points(self, uuid):
        """Give up what an order holds: it is deleted, its rewards are removed, or the customer does not pay yet.

        :raise AccessError: the user is no cashier
        """
        self.check_access("write")
        self.env["loyalty.reservation"]._release_till([str(uuid)[:64]])
        return True

    def _get_wanted_points(self, asked, now):
        """{account: points above 0} of what is to be held.

        :param dict now: {card id: account of this till that stands for it}
        :raise UserError: an account cannot be used at this till
        """
        wanted = {}
        for card_id, amount in asked.items():
            card = now.get(card_id)
            if not card:
                raise UserError(self.env["loyalty.card"]._describe_unknown())
            problem = card._get_scan_problem() or (amount > 0 and card._get_spending_problem())
            if problem:
                raise UserError(problem)
            if amount > 0:
                wanted[card] = wanted.get(card, ZERO) + amount
        return wanted

    def _hold_points(self, uuid, wanted):
        """
        :raise UserError: the points are no longer there
        """
        Card, Reservation = self.env["loyalty.card"].sudo(), self.env["loyalty.reservation"].sudo()
        if not wanted:
            return
        ids = [card.id for card in wanted]
        Card.browse(ids)._settle()
        Card._lock_accounts(ids)
        available = Card.browse(ids)._get_spendable()
        for card, points in wanted.items():
            if points > available[card]:
                raise UserError(card._describe_shortage(points, available[card]))
        Reservation._hold_for_till(uuid, wanted)
        Card._touch(ids)

    # --- the rest of the basket ---

    def _get_wanted_pieces(self, values_list):
        """{reward: (pieces, amount)} of the rewards in the basket (superuser mode).

        :raise UserError: the member cannot have one of them
        """
        by_account, in_all = defaultdict(dict), defaultdict(lambda: (0, ZERO))
        for values in values_list:
            card_id, reward_id = int(values["card_id"]), int(values["reward_id"])
            more = (max(int(values.get("pieces") or 1), 1), max(exact(values.get("amount") or 0), ZERO))
            known = by_account[card_id].get(reward_id, (0, ZERO))
            by_account[card_id][reward_id] = (known[0] + more[0], known[1] + more[1])
            in_all[reward_id] = (in_all[reward_id][0] + more[0], in_all[reward_id][1] + more[1])
        rewards = self.env["loyalty.reward"].sudo().browse(in_all).exists()
        if len(rewards) < len(in_all) or not all(rewards.mapped("active")):
            raise UserError(self.env["loyalty.reward"]._describe_gone())
        for card_id, pieces in by_account.items():
            card = self.env["loyalty.card"].sudo().browse(max(card_id, 0) or ()).exists()._get_survivor()
            if card:
                rewards.browse(pieces)._check_at_till(card, pieces)
        return {reward: in_all[reward.id] for reward in rewards}

    def _check_promotions(self, basket):
        """
        :raise UserError: a promotion is for others
        """
        partner = self.env["res.partner"].browse(int(basket.get("partner_id") or 0) or ()).exists()
        programs = self.env["loyalty.program"].sudo().browse([int(found) for found in basket.get("programs") or ()])
        for program in programs.exists():
            if not program._is_for(partner):
                raise UserError(
                    self.env._(
                        "“%(promotion)s” is only for members of %(club)s who have the tier for it. Remove it, then "
                        "pay.",
                        promotion=program.name,
                        club=program.member_program_id.name,
                    )
                )

    # --- what stock asks before the payment ---

    def validate_coupon_programs(self, point_changes, new_codes):
        """Accounts of clubs are looked at here, everything else is stock's."""
        changes = {int(card_id): change for card_id, change in point_changes.items()}
        accounts = (
            self.env["loyalty.card"].sudo().with_context(active_test=False).browse(changes).exists().filtered("is_club")
        )
        rest = {card_id: change for card_id, change in changes.items() if card_id not in accounts.ids}
        answer = super().validate_coupon_programs(rest, new_codes)
        if not answer["successful"]:
            return answer
        for card in accounts:
            message, is_gone = card._get_validation_problem(changes[card.id])
            if message:
                known = accounts.sudo(False)._filtered_access("read")
                payload = {"message": message, "updated_points": {c.id: c.points for c in known}}
                return {"successful": False, "payload": {**payload, "removed_coupons": card.ids if is_gone else []}}
        return answer
