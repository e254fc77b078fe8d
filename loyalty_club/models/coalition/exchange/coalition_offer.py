"""Codes that are fetched from the partner's computer, one at a time."""

from contextlib import suppress
from datetime import timedelta
from hashlib import sha256

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import hmac

from ....engine.coalition import ISSUED, THEIRS
from ....engine.webhooks import read_news
from .coalition_partner_client import PartnerRefusal

TRIES = 5
FRESH = timedelta(minutes=1)


class LoyaltyCoalitionOffer(models.Model):
    _inherit = "loyalty.coalition.offer"

    @api.constrains("direction", "source", "remote_reference")
    def _check_remote_reference(self):
        for offer in self:
            if offer.direction == THEIRS and offer.source == "remote" and not offer.remote_reference:
                raise ValidationError(self.env._("Fill in the partner's reference of “%s”.", offer.name))

    def _take_remote_code(self, account):
        """A coupon of the partner's computer for this (locked) account.

        The key of the wish counts the coupons that the account had, so that asking again after a transaction that was
        rolled back brings the coupon that was given already. What such a transaction left behind and nobody asked for
        again comes into the pool with the next news (``_adopt_codes``) and is taken first.
        """
        with suppress(UserError):  # nothing was left behind
            return self._take_pool_code()
        Coupon = self.env["loyalty.coalition.coupon"]
        had = Coupon.search_count([("offer_id", "=", self.id), ("account_id", "=", account.id)])
        customer = hmac(self.env(su=True), "coalition-customer", f"{self.coalition_id.id},{account.id}")[:24]
        for number in range(TRIES):
            key = sha256(f"{self.reference},{account.id},{had},{number}".encode()).hexdigest()
            news = self._ask_for_coupon(customer, key)
            if news and not self._is_taken(news.code):
                return Coupon.create({"offer_id": self.id, "code": news.code, "expires_on": news.expires_on})
        raise UserError(self._get_no_code_sentence())

    def _is_taken(self, code):
        """Whether a code of the partner is here already; if another offer has it, staff is told."""
        domain = [("coalition_id", "=", self.coalition_id.id), ("direction", "=", THEIRS), ("code", "=", code)]
        taken = self.env["loyalty.coalition.coupon"].search(domain, limit=1)
        if taken and taken.offer_id != self:
            # In a transaction of its own: the member may be refused, and that undoes everything else.
            with self.env.registry.cursor() as cr:
                coalition = self.coalition_id.with_env(self.env(cr=cr))
                coalition._tell_of_doubles({code: taken.offer_id.name})
        return bool(taken)

    def _ask_for_coupon(self, customer, key):
        """
        :return: News of a coupon that can be given to somebody; None: the answer is of long ago and holds no more
        """
        coalition, path = self.coalition_id, ("offers", self.remote_reference, "coupons")
        try:
            news = _read(coalition._ask_partner("POST", *path, body={"customer": customer}, key=key))
            if news and self.env.cr.now() - news.changed_at > FRESH:
                query = {"offer": self.remote_reference}
                news = _read(coalition._ask_partner("GET", "coupons", news.code, query=query))
        except PartnerRefusal as refusal:
            if refusal.is_repeated:
                return None
            raise UserError(self._get_no_code_sentence()) from refusal
        usable = news and news.state == ISSUED and not (news.expires_on and news.expires_on < self._get_today())
        return news if usable else None

    def _get_no_code_sentence(self):
        return self.env._("No coupon of “%s” can be had just now. Try again later.", self.name)


def _read(answer):
    """The coupon of an answer of the API, or None where it is none."""
    try:
        return read_news(answer)
    except ValueError:
        return None
