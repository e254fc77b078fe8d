"""From the cells of a file's rows to purchases and their customers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from operator import itemgetter

from .points import exact
from .purchase_columns import TARGETS
from .purchase_text import (
    Clock,
    parse_day,
    parse_number,
    parse_time,
    plain_digits,
    plain_email,
    plain_phone,
    split_moment,
    split_money,
)
from .purchases import LARGEST, ONE, Currencies, Customer, PointRules, Purchase, Rejected

REMEMBERED = 1 << 16


@dataclass(frozen=True)
class Layout:
    """Where a file has what: ``columns`` {target: place}, its ``width``, how it writes days and decimals.

    ``country_code``: of phone numbers that begin with a single 0.
    """

    columns: dict
    width: int
    day_order: str = "dmy"
    point: str = "."
    country_code: str = ""


class PurchaseReader:
    """Reads rows one by one. Afterwards: ``customers`` {key: Customer}, ``rejected`` {line: (code, value)}, ``count``.

    :param now: the moment of the import (naive UTC); what is later is in the future
    """

    def __init__(self, layout: Layout, clock: Clock, rules: PointRules, currencies: Currencies, now: datetime):
        self.layout, self.clock, self.rules, self.currencies = layout, clock, rules, currencies
        self.now, self.today = now, clock.local(now).date()
        self.customers, self.rejected, self.count = {}, {}, 0
        self._days = {}
        # What a file does not have is read from an empty cell behind the last one.
        self._pick = itemgetter(*(layout.columns.get(target, layout.width) for target in TARGETS))
        # Amounts and quantities come again and again: remembered, they are read and kept once.
        self._get_amount = lru_cache(REMEMBERED)(self._read_amount)
        self._get_quantity = lru_cache(REMEMBERED)(self._read_quantity)
        self._get_worth = lru_cache(REMEMBERED)(self._compute_worth)

    def read(self, rows):  # pylint: disable=method-required-super
        """Read (line, cells) of a file; return self."""
        for line, cells in rows:
            self.count += 1
            try:
                customer, purchase = self.read_row(line, cells)
            except Rejected as reason:
                self.rejected[line] = (reason.code, reason.value)
            else:
                customer.purchases.append(purchase)
        return self

    def read_row(self, line, cells) -> tuple[Customer, Purchase]:
        """The customer and the purchase of a row.

        :raises Rejected: with the reason
        """
        if isinstance(cells, int):
            raise Rejected("quotes", str(cells))
        width = self.layout.width
        if len(cells) > width and any(cell != "" for cell in cells[width:]):
            raise Rejected("cells", str(len(cells)))
        cells = [*cells[:width], *[""] * (width + 1 - len(cells))] if len(cells) != width else [*cells, ""]
        cells = [cell.strip() if cell.__class__ is str else cell for cell in self._pick(cells)]
        ref, email, phone, name, day, time, amount, quantity, channel, receipt, currency = cells
        day, at, stamp = self._get_moment(str(day), str(time))
        original, code, amount_text = self._get_amount(amount, str(currency))
        quantity, quantity_text = self._get_quantity(quantity)
        if quantity < 0 <= original:
            raise Rejected("sign", quantity_text)
        quantity = abs(quantity)
        foreign = code != self.currencies.club
        dated = day if foreign or self.rules.conditional else None
        amount, points, judged = self._get_worth(original, quantity, code, dated)
        receipt, channel = str(receipt), str(channel)
        content = (
            f"{stamp}\x1f{amount_text}\x1f{quantity_text}"
            f"\x1f{plain_digits(receipt)}\x1f{channel.casefold()}\x1f{code if foreign else ''}"
        )
        digest = blake2b(content.encode(), digest_size=8).hexdigest()
        purchase = Purchase(line, day, at, amount, quantity, points, digest, receipt, channel, judged)
        return self._get_customer(str(ref), str(email), str(phone), str(name)), purchase

    # --- cells ---

    def _get_moment(self, text, extra):
        """(local day, naive UTC, text for the key); a day without time is its noon, or now when that is earlier."""
        if not extra and text in self._days:
            return self._days[text]
        if not text:
            raise Rejected("no_date")
        day_text, time_text = split_moment(text)
        day = parse_day(day_text, self.layout.day_order)
        if not day:
            raise Rejected("date", text)
        if extra or time_text:
            return self._get_exact_moment(day, extra or time_text, text)
        if day > self.today:
            raise Rejected("future", text)
        moment = self._days[text] = (day, min(self.clock.utc(day), self.now), day.isoformat())
        return moment

    def _get_exact_moment(self, day, time_text, text):
        found = parse_time(time_text)
        if not found:
            raise Rejected("time", time_text)
        at, offset = found
        if offset is not None:
            local = self.clock.local(datetime.combine(day, at) - timedelta(minutes=offset))
            day, at = local.date(), local.time()
        midnight = not (at.hour or at.minute or at.second)  # how many programs write a day without time
        moment = self.clock.utc(day, None if midnight else at)
        if day > self.today or (moment > self.now and not midnight):
            raise Rejected("future", text)
        stamp = day.isoformat() if midnight else f"{day.isoformat()} {at.isoformat()}"
        return day, min(moment, self.now), stamp

    def _read_amount(self, cell, named):
        """(amount as the file has it, code of its currency, text for the key)."""
        number = cell if isinstance(cell, Decimal) else parse_number(cell, self.layout.point) if cell else None
        if number is None:
            text = cell.strip()
            if not text:
                raise Rejected("no_amount")
            digits, symbol = split_money(text)
            number = parse_number(digits, self.layout.point)
            if number is None or not symbol:
                raise Rejected("amount", text)
            named = named or symbol
        if not number.is_finite():
            raise Rejected("amount", str(cell))
        return number, self.currencies.code(named) if named else self.currencies.club, str(number.normalize())

    def _read_quantity(self, cell):
        """(quantity, 1 where there is none; text for the key)."""
        if cell == "":
            return ONE, "1"
        quantity = cell if isinstance(cell, Decimal) else parse_number(cell, self.layout.point)
        if quantity is None or not quantity.is_finite() or abs(quantity) > LARGEST:
            raise Rejected("quantity", str(cell))
        return quantity, str(abs(quantity).normalize())

    def _compute_worth(self, original, quantity, code, day):
        """(amount in the club's currency, points, the amount that they are for where it has more digits)."""
        if abs(original) > LARGEST:
            raise Rejected("size", str(original))
        amount = self.currencies.convert(original, code, day) if day else original
        points = self.rules.points(abs(amount), quantity, day)
        if abs(amount) > LARGEST or points > LARGEST:
            raise Rejected("size", str(original))
        rounded = exact(amount)
        return rounded, points, None if rounded == amount else abs(amount)

    def _get_customer(self, ref, email, phone, name):
        ref = plain_digits(ref)
        found_email = plain_email(email) if email else ""
        found_phone = plain_phone(phone, self.layout.country_code) if phone else ""
        if not (ref or found_email or found_phone):
            if email or phone:
                raise Rejected("email" if email else "phone", email or phone)
            raise Rejected("no_customer")
        key = ("ref", ref) if ref else ("email", found_email) if found_email else ("phone", found_phone)
        customer = self.customers.get(key)
        if customer is None:
            customer = self.customers[key] = Customer(ref, found_email, found_phone, phone, name)
        elif not (customer.email and customer.phone and customer.name):
            customer.learn(found_email, found_phone, phone, name)
        return customer
