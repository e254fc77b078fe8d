"""Reading what people write in tables: numbers, days, times, phone numbers, in Latin, Persian or Arabic digits."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytz

DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_LETTERS = str.maketrans(
    {
        "\u064a": "\u06cc",  # Arabic ye and kaf: their Persian forms
        "\u0643": "\u06a9",
        "\u200c": " ",  # the joint of Persian compounds
        "\u00a0": " ",
        "_": " ",
        "\u200e": "",
        "\u200f": "",
    }
)

_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_MONEY = re.compile(
    r"(?P<sign>-?)(?P<before>[^\d+\-.,()]*)(?P<number>[(+-]*[\d.,٫٬'\s]*\d[\d.,٫٬'\s]*\)?-?)(?P<after>[^\d]*)"
)
_NUMBERS = {
    ".": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+", re.ASCII),
    ",": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d*)?|,\d+", re.ASCII),
}
_BLANKS = re.compile(r"[\s'’]+")
_DAY = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})", re.ASCII)
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_TIME = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(?:([AaPp])\.?[Mm]\.?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?", re.ASCII
)
_EMAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>.]+")

EARLIEST_YEAR = 1900
JALALI_YEARS = range(1244, 1473)  # where the 33-year rule of leap years is exact
_JALALI_EPOCH = 356033  # days from the start of that count to the day before 1 January of the year 1


def plain_digits(text: str) -> str:
    """Return the text without blanks around it, its digits as 0 to 9."""
    text = text.strip()
    return text if text.isascii() else text.translate(DIGITS)


def plain_words(text: str) -> str:
    """Return a heading as it is compared: small letters, single blanks, one form of each Persian letter.

    >>> plain_words(" Customer_ID ")
    'customer id'
    """
    return " ".join(text.translate(_LETTERS).translate(DIGITS).casefold().replace(".", " ").split())


# --- numbers ---


def parse_number(text: str, point: str = ".") -> Decimal | None:
    """Read a number; None when it is not one.

    :param point: the decimal separator, ``.`` or ``,``; the other one (and blanks, ') may group thousands

    >>> parse_number("1,234.5"), parse_number("(12)"), parse_number("۱۲٫۵"), parse_number("twelve")
    (Decimal('1234.5'), Decimal('-12'), Decimal('12.5'), None)
    """
    if point == "." and _PLAIN.fullmatch(text):
        return Decimal(text)
    text = _BLANKS.sub("", text.translate(DIGITS).replace("−", "-").replace("–", "-"))
    text = text.replace("٬", "").replace("٫", point)
    negative = text[:1] == "-" or text[-1:] == "-" or (text[:1] == "(" and text[-1:] == ")")
    text = text[1:-1] if text[:1] == "(" and text[-1:] == ")" else text.removesuffix("-")
    text = text[1:] if text[:1] in ("+", "-") else text
    if not _NUMBERS[point].fullmatch(text):
        return None
    number = Decimal(text.replace("." if point == "," else ",", "").replace(",", "."))
    return -number if negative else number


def split_money(text: str) -> tuple[str, str]:
    """Split an amount from its currency: (number, currency); without a number the text comes back whole.

    >>> split_money("$ 12.50"), split_money("1.234,00 EUR"), split_money("-€3")
    (('12.50', '$'), ('1.234,00', 'EUR'), ('-3', '€'))
    """
    match = _MONEY.fullmatch(text.translate(DIGITS).replace("−", "-"))
    if not match:
        return text, ""
    before, after = match["before"].strip(), match["after"].strip()
    if before and after:
        return text, ""
    return match["sign"] + match["number"].strip(), before or after


def guess_point(texts) -> str:
    """The decimal separator of these amounts.

    >>> guess_point(["1.234,50", "7"]), guess_point(["1,234", "12"]), guess_point(["12,5"])
    (',', '.', ',')
    """
    votes = {".": 0, ",": 0}
    for text in texts:
        text = split_money(text)[0]
        marks = [mark for mark in text if mark in ".,"]
        if not marks:
            continue
        last = marks[-1]
        tail = len(re.sub(r"\D", "", text.rsplit(last, 1)[1]))
        if len(set(marks)) == 1 and (len(marks) > 1 or tail == 3):
            votes["," if last == "." else "."] += 1
        else:
            votes[last] += 2
    return "," if votes[","] > votes["."] else "."


# --- days and times ---


def jalali_ordinal(year: int, month: int, day: int) -> int:
    """The proleptic ordinal (as ``date.toordinal``) of a day of the Persian calendar; days beyond a month run on."""
    months = (month - 1) * 31 if month < 8 else (month - 1) * 30 + 6
    years = year + 1595  # a multiple of 33 years, so that the cycle of leap years starts at its beginning
    leap_days = (years // 33) * 8 + ((years % 33) + 3) // 4
    return years * 365 + leap_days + months + day - _JALALI_EPOCH


def jalali_day(year: int, month: int, day: int) -> date:
    """A day of the Persian calendar.

    :raises ValueError: no such day

    >>> jalali_day(1403, 1, 1), jalali_day(1399, 12, 30)
    (datetime.date(2024, 3, 20), datetime.date(2021, 3, 20))
    """
    if not (1 <= month <= 12 and 1 <= day <= 31 and year in JALALI_YEARS):
        raise ValueError(f"{year}/{month}/{day}")
    following = (year, month + 1, 1) if month < 12 else (year + 1, 1, 1)
    ordinal = jalali_ordinal(year, month, day)
    if ordinal >= jalali_ordinal(*following):
        raise ValueError(f"{year}/{month}/{day}")
    return date.fromordinal(ordinal)


def parse_day(text: str, order: str = "dmy") -> date | None:
    """Read a day; None when it is not one. A year of four digits may come first, whatever the order.

    :param order: ``dmy`` or ``mdy``, for days that end with the year; years from 1244 to 1472 are Persian

    >>> parse_day("19970301"), parse_day("3/4/98", "mdy"), parse_day("۱۴۰۳/۰۱/۰۱")
    (datetime.date(1997, 3, 1), datetime.date(1998, 3, 4), datetime.date(2024, 3, 20))
    """
    text = plain_digits(text)
    match = _DAY.fullmatch(text) or _COMPACT_DAY.fullmatch(text)
    if not match:
        return None
    first, second, third = match.groups()
    if len(first) >= 3:
        year, month, day = first, second, third
    elif order == "mdy":
        month, day, year = first, second, third
    else:
        day, month, year = first, second, third
    year = _full_year(year)
    try:
        found = (jalali_day if year in JALALI_YEARS else date)(year, int(month), int(day))
    except ValueError:
        return None
    return found if found.year >= EARLIEST_YEAR else None


def _full_year(text):
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year < 70 else 1900)


def guess_day_order(texts, default: str = "dmy") -> str:
    """``dmy`` or ``mdy``, by which of the two makes days of these texts.

    >>> guess_day_order(["03/25/1997"]), guess_day_order(["03/04/1997"], "mdy")
    ('mdy', 'mdy')
    """
    for text in texts:
        match = _DAY.match(plain_digits(text))
        if match and len(match[1]) <= 2:
            if int(match[1]) > 12 or "." in match[0]:  # with points, nobody begins with the month
                return "dmy"
            if int(match[2]) > 12:
                return "mdy"
    return default


def split_moment(text: str) -> tuple[str, str]:
    """Split a moment into its day and its time of day (empty without one).

    >>> split_moment("2024-05-01T10:00:00Z"), split_moment("01/05/2024")
    (('2024-05-01', '10:00:00Z'), ('01/05/2024', ''))
    """
    text = text.strip()
    if len(text) <= 10:
        return text, ""
    day, _blank, rest = text.replace("T", " ", 1).replace(",", " ", 1).partition(" ")
    return day, rest.strip()


def parse_time(text: str) -> tuple[time, int | None] | None:
    """Read a time of day: (time, minutes ahead of UTC where it says so); None when it is not one.

    >>> parse_time("1:05 pm"), parse_time("10:00:30+0330"), parse_time("25:00")
    ((datetime.time(13, 5), None), (datetime.time(10, 0, 30), 210), None)
    """
    match = _TIME.fullmatch(plain_digits(text))
    if not match:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if match[4]:
        hour = hour % 12 + (12 if match[4] in "pP" else 0)
    try:
        return time(hour, minute, second), _offset(match[5])
    except ValueError:
        return None


def _offset(text):
    if not text:
        return None
    if text in ("Z", "UTC"):
        return 0
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return -minutes if text[0] == "-" else minutes


class Clock:
    """Local days and times of one time zone in UTC, remembered by day: a file has many rows of few days."""

    NOON = time(12)

    def __init__(self, zone: str):
        self.zone = pytz.timezone(zone or "UTC")
        self._shifts = {}

    def utc(self, day: date, at: time | None = None) -> datetime:
        """The moment (naive UTC) of a local time; of a day without time, its noon."""
        local = datetime.combine(day, at or self.NOON)
        shift = self._shifts.get(day)
        if shift is None:
            shift = self._shifts[day] = self._shift_of(day)
        return local - shift if shift is not False else self._to_utc(local)

    def day_after(self, day: date) -> datetime:
        """The moment (naive UTC) at which ``day`` is over."""
        return self._to_utc(datetime.combine(day + timedelta(days=1), time()))

    def local(self, moment: datetime) -> datetime:
        """The local time of a moment (naive UTC)."""
        return pytz.utc.localize(moment).astimezone(self.zone).replace(tzinfo=None)

    def _shift_of(self, day):
        """The difference to UTC, False on days on which it changes."""
        morning, night = datetime.combine(day, time()), datetime.combine(day, time(23, 59, 59))
        shifts = {local - self._to_utc(local) for local in (morning, night)}
        return shifts.pop() if len(shifts) == 1 else False

    def _to_utc(self, local):
        return self.zone.localize(local, is_dst=False).astimezone(pytz.utc).replace(tzinfo=None)


# --- who ---


def plain_email(text: str) -> str:
    """Return an email address as it is compared, empty when it is not one."""
    text = text.strip().casefold()
    return text if _EMAIL.fullmatch(text) else ""


def plain_phone(text: str, country_code: str = "") -> str:
    """Return a phone number as it is compared: digits with the country's code; empty when it is not one.

    :param country_code: the shop's own, for numbers that begin with a single 0

    >>> plain_phone("0912 345 6789", "98") == plain_phone("+98 (912) 3456789") == "989123456789"
    True
    """
    text = plain_digits(text)
    digits = re.sub(r"\D", "", text)
    if digits.startswith("00"):
        digits = digits[2:]
    elif digits.startswith("0") and not text.startswith("+"):
        digits = country_code + digits[1:] if country_code else digits
    return digits if 6 <= len(digits) <= 15 else ""
