"""What "My club" says of a membership."""

from odoo import models
from odoo.tools import format_amount, format_date

from ....engine.membership_states import CANCELLED, ENDED, GRACE, SUSPENDED, TRIAL
from ..changes.plan_change import CHANGING

COLORS = {"trial": "info", "active": "success", "grace": "warning", "suspended": "warning", "cancelled": "secondary",
          "ended": "light"}  # fmt: skip
INVOICES = 24


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    def _get_home_page(self):
        """Everything that the customer's page says, in superuser mode and the language of the reader.

        :return: dict: ``state`` (label), ``color`` (of Bootstrap), ``sentence``; ``renewal`` (sentence, or None);
            ``planned`` (a change that was chosen, or None); ``charging`` (sentence while its charge is on its way, or
            what became of it; or None); ``payable`` (invoice that waits, or empty) and ``pay_url``;
            ``benefits`` (texts); ``savings`` (see ``_get_savings_words``); ``invoices``; ``changes``; ``loss`` (what
            cancelling does); ``may_*``
        """
        self.ensure_one()
        membership = self.sudo()
        payable, pay_url = membership._get_payable()
        return {
            "state": dict(membership._fields["state"]._description_selection(self.env))[membership.state],
            "color": COLORS[membership.state],
            "sentence": membership._tell_standing(),
            "renewal": membership._tell_renewal(),
            "planned": membership._tell_planned(),
            "charging": membership._tell_charging(),
            "payable": payable,
            "pay_url": pay_url,
            "benefits": membership.plan_id._get_benefit_words(),
            "savings": membership._get_savings_words(),
            "invoices": membership._get_invoice_rows(),
            "loss": membership._tell_cancelling(),
            "may_cancel": membership.state in (*CHANGING, SUSPENDED),
            "may_take_back": membership.state == CANCELLED and membership._is_running(),
            "may_change": bool(membership._get_changes()),
            "may_choose": membership.state in (*CHANGING, SUSPENDED),
        }

    def _day(self, day):
        return format_date(self.env, day)

    def _tell_standing(self):
        """The state in a sentence."""
        self.ensure_one()
        _ = self.env._
        if self.state == TRIAL:
            return _("Free of charge up to %s.", self._day(self.paid_until))
        if self.state == GRACE:
            return _("The payment is missing. Your benefits go on up to %s.", self._day(self.runs_until))
        if self.state == SUSPENDED:
            if self.paused_until:
                return _("It rests up to %s. The days that are left are kept for you.", self._day(self.paused_until))
            return _("It rests. The days that are left are kept for you.")
        if self.state == CANCELLED:
            return _("Cancelled. Everything goes on up to %s, then it ends.", self._day(self.paid_until))
        if self.state == ENDED:
            return _("It ended on %s.", self._day(self.ended_on))
        return _("Paid up to %s.", self._day(self.paid_until))

    def _tell_renewal(self):
        """When the next period begins, for how much and how it is paid; None where nothing follows."""
        self.ensure_one()
        _ = self.env._
        if self.state not in CHANGING:
            return None
        if not self.renews:
            return _("It does not renew: it ends after that day.")
        period = self._get_renewal_period()
        amount = format_amount(self.env, self._get_renewal_total(), self.currency_id)
        if self._can_charge():
            how = _("It is charged to %s.", self.token_id.display_name)
        else:
            how = _("We send you the invoice with a link to pay it.")
        if self.state == GRACE:
            return _("%(length)s for %(amount)s are due. %(how)s", length=period._tell_length(), amount=amount, how=how)
        return _(
            "It renews after that day: %(length)s for %(amount)s. %(how)s",
            length=period._tell_length(),
            amount=amount,
            how=how,
        )

    def _tell_planned(self):
        """A change that was chosen and has not begun."""
        self.ensure_one()
        if self.change_period_id:
            return self.env._("“%s” begins when its invoice is paid.", self.change_period_id.display_name)
        if self.next_period_id and self.state in CHANGING:
            day = self._get_next_term().date_from
            if day:
                return self.env._(
                    "From %(day)s on: %(period)s.", day=self._day(day), period=self.next_period_id.display_name
                )
            return self.env._("With the next period: %s.", self.next_period_id.display_name)
        return None

    def _tell_cancelling(self):
        """What cancelling does, and when."""
        self.ensure_one()
        if self.state == GRACE or (self.state != SUSPENDED and self.paid_until < self._get_today()):
            return self.env._("It ends at once, because nothing is paid for the days from now on.")
        if self.state == SUSPENDED:
            return self.env._("The days that are left run from today on; after them it ends.")
        return self.env._(
            "Nothing changes up to %s; after that day it ends and nothing is charged any more. Up to then you can take "
            "the cancellation back.",
            self._day(self.paid_until),
        )

    # --- money ---

    def _get_payable(self):
        """(the invoice that waits for its payment, or an empty one; where it is paid). The invoice of a change that is
        being charged does not wait: it would be paid twice.
        """
        self.ensure_one()
        move = self._get_unpaid_change()
        if move.transaction_ids._get_membership_charges()._is_membership_payment_under_way():
            return self.env["account.move"], None
        move = move or self._get_open_term().move_id
        if move.state != "posted" or move.payment_state not in ("not_paid", "partial"):
            return self.env["account.move"], None
        return move, move.get_portal_url(query_string="&payment=True", anchor="portal_pay")

    def _get_savings_words(self):
        """What the membership saved and cost.

        :return: dict of texts: ``total``, ``fees``, ``kinds`` (list of label and amount), ``is_worth`` (saved more than
            it cost), or None where nothing was used yet
        """
        self.ensure_one()
        savings = self._get_savings()
        if not savings["total"]:
            return None
        labels = dict(self.env["loyalty.membership.benefit"]._fields["kind"]._description_selection(self.env))
        kinds = [
            (labels[kind], format_amount(self.env, savings["kinds"][kind], self.currency_id))
            for kind in labels
            if savings["kinds"].get(kind)
        ]
        return {
            "total": format_amount(self.env, savings["total"], self.currency_id),
            "fees": format_amount(self.env, savings["fees"], self.currency_id),
            "kinds": kinds,
            "is_worth": savings["total"] > savings["fees"],
        }

    def _get_invoice_rows(self):
        """Invoices and credit notes of the membership that its customer paid, the newest first: ``move``, ``state``
        (text), ``color``, ``url`` of stock's page. Those of a gift are the giver's.
        """
        self.ensure_one()
        terms = self.term_ids
        moves = terms.move_id | terms.sale_line_id.invoice_lines.move_id | terms.pos_line_id.order_id.account_move
        moves |= self.change_move_id
        moves |= moves.reversal_move_ids
        owner = self.partner_id.commercial_partner_id
        moves = moves.filtered(lambda move: move.state == "posted" and move.commercial_partner_id == owner)
        return [move._get_membership_row() for move in moves.sorted("id", reverse=True)[:INVOICES]]

    def _tell_charging(self):
        """What becomes of the charge of a change, as long as its invoice is not paid; None: nothing was charged."""
        self.ensure_one()
        _ = self.env._
        move = self._get_unpaid_change()
        charge = move.transaction_ids._get_membership_charges().sorted("id")[-1:]
        if not charge:
            return None
        words = {"amount": move.currency_id.format(charge.amount), "means": charge.token_id.display_name}
        if charge._is_membership_payment_under_way():
            return _(
                "%(amount)s are being charged to %(means)s. This takes a few minutes, at times a few days.", **words
            )
        return _("%(amount)s could not be charged to %(means)s. The change begins as soon as it is paid.", **words)

    # --- changes ---

    def _get_change_rows(self):
        """What the customer can change to: ``period``, ``name``, ``length``, ``price``, ``sentence`` (when it begins
        and what is due), ``at_once``, ``is_planned``, ``is_charged`` (the saved means of payment can be charged for
        it, once the customer confirmed that), ``due`` (amount) and ``due_text``, ``benefits`` (texts).
        """
        self.ensure_one()
        return [self._get_change_row(period) for period in self._get_changes()]

    def _get_change_row(self, period):
        _, preview = self.env._, self._preview_change(period)
        price = format_amount(self.env, self._with_taxes(period.product_id, period.price), self.currency_id)
        due = format_amount(self.env, preview["due"], self.currency_id)
        if preview["at_once"]:
            sentence = _("It begins today for %s.", due)
            if preview["unpaid_days"]:
                sentence = _(
                    "It begins today for %(amount)s and counts from %(day)s: the days since then are not paid yet, and"
                    " cost what you had.",
                    amount=due,
                    day=self._day(preview["day"]),
                )
            elif preview["credits"]:
                sentence = _("It begins today for %s: the days that you have paid for are deducted.", due)
        else:
            sentence = _("It begins on %s; nothing is due before.", self._day(preview["day"]))
        return {
            "period": period,
            "name": period.plan_id.name,
            "length": period._tell_length(),
            "price": price,
            "sentence": sentence,
            "at_once": preview["at_once"],
            "due": self.currency_id.round(preview["due"]),
            "due_text": due,
            "is_charged": preview["at_once"] and preview["due"] > 0 and self._can_charge(),
            "is_planned": period in (self.next_period_id, self.change_period_id),
            "benefits": period.plan_id._get_benefit_words() if period.plan_id != self.plan_id else [],
        }

    def _tell_changed(self):
        """What a change that was just chosen means."""
        self.ensure_one()
        return self._tell_planned() or self.env._("You have “%s” now.", self.period_id.display_name)

    # --- whose ---

    def _get_home_tokens(self):
        """Saved means of payment that the customer may choose for renewals (superuser mode)."""
        self.ensure_one()
        Token_sudo = self.env["payment.token"].sudo()
        tokens = Token_sudo._get_available_tokens(None, self.partner_id.id, is_validation=True)
        return tokens.filtered(self._may_use_token)


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_membership_row(self):
        _ = self.env._
        if self.move_type == "out_refund":
            state, color = _("Credit note"), "info"
        elif self._counts_as_paid():
            state, color = _("Paid"), "success"
        elif self.payment_state == "reversed":
            state, color = _("Cancelled"), "secondary"
        else:
            state, color = _("To pay"), "warning"
        return {"move": self, "state": state, "color": color, "url": self.get_portal_url()}
