"""Stock's two occasions, for members of clubs: asked of the gate instead of sent at once. And what wakes the job up."""

from odoo import models
from odoo.tools import SQL


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _send_creation_communication(self, force_send=False):
        """Members are told by the gate, which asks for consent and waits for the hour; other cards as stock does."""
        clubs = self.filtered("is_club")
        result = super(LoyaltyCard, self - clubs)._send_creation_communication(force_send=force_send)
        context = self.env.context
        if clubs and not (context.get("loyalty_no_mail") or context.get("action_no_send_mail")):
            clubs._queue_mails("create", lambda _mail, card: str(card.id))
        return result

    def _send_points_reach_communication(self, points_changes):
        """Of several limits that are passed at once the highest is told, as stock does."""
        clubs = self.filtered("is_club")
        result = super(LoyaltyCard, self - clubs)._send_points_reach_communication(points_changes)
        if not clubs or self.env.context.get("loyalty_no_mail"):
            return result
        reached = clubs._get_limits_reached(points_changes)
        entries = clubs._get_last_entries() if reached else {}
        clubs.filtered(lambda card: card in reached)._queue_mails(
            "points_reach", lambda mail, card: f"{card.id},{entries.get(card.id, 0)}" if reached[card] == mail else None
        )
        return result

    def _get_limits_reached(self, points_changes):
        """{card: the communication with the highest limit that its points have just passed}"""
        reached = {}
        for program, cards in self.grouped("program_id").items():
            mails = program.sudo().communication_plan_ids.filtered(lambda mail: mail.trigger == "points_reach")
            for card in cards.filtered("partner_id"):
                old, new = points_changes[card]["old"], points_changes[card]["new"]
                passed = mails.filtered(
                    lambda mail, card=card, old=old, new=new: (
                        old < mail.points <= new and (not mail.tier_ids or card.sudo().tier_id in mail.tier_ids)
                    )
                )
                if passed:
                    reached[card] = max(passed, key=lambda mail: mail.points)
        return reached

    def _get_last_entries(self):
        """{card id: id of its last entry}: passing a limit again later is another occasion."""
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT card_id, MAX(id) FROM loyalty_ledger_entry WHERE card_id = ANY(%s) GROUP BY card_id",
                    self.ids,
                )
            )
        )

    def _queue_mails(self, trigger, make_key):
        """Ask the gate for a communication to these members.

        :param make_key: (mail, card) to the end of the key, or None: not this one
        """
        values = []
        for program, cards in self.sudo().grouped("program_id").items():
            for mail in program.communication_plan_ids.filtered(lambda mail: mail.trigger == trigger):
                members = cards.filtered("partner_id")
                if mail.tier_ids:
                    members = members.filtered(lambda card, mail=mail: card.tier_id in mail.tier_ids)
                companies = members._get_message_companies(mail.channel)
                for card in members:
                    key = make_key(mail, card)
                    if key:
                        row = {
                            "card_id": card.id,
                            "partner_id": card.partner_id.id,
                            "company_id": companies[card.id],
                            "key": f"mail,{mail.id},{trigger},{key}",
                        }
                        values.append(mail._prepare_message(row))
        if values:
            self.env["loyalty.message"].sudo()._queue(values)

    # --- waking the job up ---

    def _note_joining(self):
        super()._note_joining()
        if self:
            self.env["loyalty.mail"]._wake_up("welcome")

    def _store_accounts(self, accounts):
        ids = super()._store_accounts(accounts)
        if any(draft.kind == "accrual" for account in accounts.values() for draft in account.drafts):
            self.env["loyalty.mail"]._wake_up("welcome", "points_earned")
        return ids

    def _give_welcome_coupons(self, reached):
        super()._give_welcome_coupons(reached)
        if reached:
            self.env["loyalty.mail"]._wake_up("tier_reached")
