"""Which column of a file means what, by its heading and by what stands in it."""

from dataclasses import dataclass
from decimal import Decimal

from .purchase_text import parse_day, parse_number, parse_time, plain_email, plain_words, split_moment, split_money

TARGETS = ("ref", "email", "phone", "name", "date", "time", "amount", "quantity", "channel", "receipt", "currency")
WHO = ("ref", "email", "phone")

# What people call them; earlier ones are surer.
_HEADINGS = {
    "ref": (
        "customer id", "customer reference", "customer ref", "customer number", "customer no", "customer code",
        "member id", "member number", "member no", "membership number", "client id", "client number", "customer key",
        "card number", "card no", "loyalty number", "user id", "reference", "ref", "customer", "client", "member",
        "کد مشتری", "شماره مشتری", "شناسه مشتری", "کد اشتراک", "شماره اشتراک", "شماره عضویت", "کد عضویت",
        "مشتری", "عضو",
    ),
    "email": ("email", "e-mail", "email address", "customer email", "mail", "ایمیل", "پست الکترونیک", "رایانامه"),
    "phone": (
        "phone", "phone number", "mobile", "mobile number", "mobile phone", "telephone", "tel", "cell", "cell phone",
        "customer phone",
        "تلفن", "شماره تلفن", "تلفن همراه", "موبایل", "شماره موبایل", "همراه", "شماره همراه", "شماره تماس",
    ),
    "name": (
        "customer name", "name", "full name", "member name", "client name",
        "نام مشتری", "نام", "نام و نام خانوادگی", "نام کامل",
    ),
    "date": (
        "date", "purchase date", "order date", "invoice date", "date of purchase", "transaction date", "sale date",
        "datetime", "date time", "timestamp", "created at", "created", "day",
        "تاریخ", "تاریخ خرید", "تاریخ فاکتور", "تاریخ سفارش", "تاریخ فروش", "روز",
    ),
    "time": ("time", "hour", "time of day", "purchase time", "order time", "ساعت", "زمان"),
    "amount": (
        "amount", "total amount", "total", "order total", "grand total", "amount paid", "paid", "value", "price",
        "sales", "revenue", "spent", "sum", "turnover",
        "مبلغ", "مبلغ کل", "جمع کل", "جمع", "مبلغ فاکتور", "مبلغ پرداختی", "مبلغ خرید", "قیمت", "ارزش",
    ),
    "quantity": (
        "quantity", "qty", "number of items", "items", "units", "pieces", "item count", "count", "number of",
        "تعداد", "تعداد اقلام", "مقدار",
    ),
    "channel": (
        "channel", "store", "shop", "branch", "outlet", "sales channel", "source", "location",
        "کانال", "کانال فروش", "شعبه", "فروشگاه",
    ),
    "receipt": (
        "receipt number", "receipt no", "receipt", "invoice number", "invoice no", "invoice",
        "order number", "order no", "order id", "order",
        "transaction id", "transaction", "ticket", "document number", "document", "bill",
        "شماره فاکتور", "فاکتور", "شماره رسید", "رسید", "شماره سفارش", "سفارش", "شماره فیش", "شماره تراکنش",
    ),
    "currency": ("currency", "currency code", "ارز", "واحد پول", "واحد"),
}  # fmt: skip


_NAMES_OR_REFS = ("customer", "client", "member", "مشتری", "عضو")


@dataclass(frozen=True)
class Column:
    """A column: its place (from 0), its heading (empty without one) and texts that stand in it."""

    place: int
    heading: str
    samples: tuple[str, ...] = ()


def has_heading(first: list) -> bool:
    """Whether a file's first row names its columns: it holds no amount, no day and no address."""
    return not any(_is_value(cell) for cell in first if cell != "")


def _is_value(cell):
    if isinstance(cell, Decimal):
        return True
    return bool(parse_day(cell) or plain_email(cell) or parse_number(cell) is not None)


def columns_of(rows: list, heading: bool) -> list[Column]:
    """The columns of the first rows of a file: as many as most rows have, or the heading if that has more."""
    names = rows[0] if heading and rows else []
    body = rows[1:] if heading else rows
    widths = [len(cells) for cells in body]
    width = max(len(names), max(set(widths), key=widths.count, default=0))
    return [
        Column(
            place,
            str(names[place]).strip() if place < len(names) else "",
            tuple(str(cells[place]).strip() for cells in body if place < len(cells) and str(cells[place]).strip()),
        )
        for place in range(width)
    ]


def guess_targets(columns: list[Column]) -> dict[str, int]:
    """{target: place of its column}: by the headings, surest first; what they leave open by what the cells hold."""
    candidates = sorted(
        (rank, column.place, target)
        for column in columns
        for target, rank in _ranks(plain_words(column.heading)).items()
        if _may_be(target, column)
    )
    found, taken = {}, set()
    for _rank, place, target in candidates:
        if target not in found and place not in taken:
            found[target] = place
            taken.add(place)
    for target, fits in _BY_CELLS.items():
        free = [column for column in columns if column.place not in taken and column.samples]
        if target not in found and (target not in WHO or not any(who in found for who in WHO)):
            fitting = [column for column in free if fits(column)] if _wants(target, columns) else []
            if fitting:
                # Of several numbers the largest ones are the amounts.
                column = max(fitting, key=_get_sum) if target == "amount" else fitting[0]
                found[target] = column.place
                taken.add(column.place)
    return found


def _wants(target, columns):
    """By its cells alone a column is named only when it must be there, or when no heading says otherwise."""
    return target in ("date", "amount", "email") or not any(column.heading for column in columns)


def _ranks(heading):
    """{target: rank} of a heading; the lower, the surer."""
    ranks = {}
    for target, names in _HEADINGS.items():
        if heading in names:
            ranks[target] = names.index(heading)
            continue
        words = f" {heading} "
        inside = [number for number, name in enumerate(names) if f" {name} " in words]
        if inside:
            ranks[target] = 100 + inside[0]
    return ranks


def _may_be(target, column):
    """Whether the cells allow what the heading says: some of them at least are such values."""
    if not column.samples:
        return True
    if target == "ref":
        names = plain_words(column.heading) in _NAMES_OR_REFS and all(" " in text for text in column.samples)
        return not names and not _most(column, plain_email)
    test = _TESTS.get(target)
    return not test or any(test(text) for text in column.samples)


def _most(column, test):
    return sum(bool(test(text)) for text in column.samples) * 2 > len(column.samples)


def _is_number(text):
    return _get_number(text) is not None


def _get_number(text):
    number = split_money(text)[0]
    values = (parse_number(number, point) for point in ".,")
    return next((value for value in values if value is not None), None)


def _get_sum(column):
    return sum(abs(_get_number(text) or 0) for text in column.samples)


def _is_date(text):
    return parse_day(split_moment(text)[0]) is not None


def _is_whole(text):
    number = parse_number(text)
    return number is not None and number % 1 == 0


_TESTS = {
    "date": _is_date,
    "time": parse_time,
    "email": plain_email,
    "amount": lambda text: _is_number(text) and not _is_date(text),
    "quantity": _is_number,
}


def _is_ref(column):
    plain = not any("." in text for text in column.samples)
    return plain and len({*column.samples}) > 1 and not _most(column, _is_date)


# In this order, columns whose heading says nothing are looked at.
_BY_CELLS = {
    "date": lambda column: _most(column, _is_date),
    "email": lambda column: _most(column, plain_email),
    "ref": _is_ref,
    "amount": lambda column: _most(column, _TESTS["amount"]),
    "quantity": lambda column: _most(column, _is_whole),
}
