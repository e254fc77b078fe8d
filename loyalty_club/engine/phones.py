"""Telephone numbers as people write them: the same number has many spellings."""

import re

PERSIAN, ARABIC, LATIN = "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩", "0123456789"
SEPARATORS = r"[\s\\./\(\)\-]"
"""What may stand between digits, as a regular expression."""

_TO_LATIN = str.maketrans(PERSIAN + ARABIC, LATIN + LATIN)
_NUMBER = re.compile(r"\+?\d{5,18}")


def latin(text: str) -> str:
    """``text`` with Persian and Arabic digits as Latin ones.

    >>> latin("۰۹۱۲")
    '0912'
    """
    return text.translate(_TO_LATIN)


def compact(text: str) -> str | None:
    """A telephone number in Latin digits without separators; None: it is none."""
    number = re.sub(SEPARATORS, "", latin(text or ""))
    return number if _NUMBER.fullmatch(number) else None


def spellings(text: str, country: str = "") -> list[str]:
    """All that may be written, without separators, for the telephone number ``text``: with and without the code of the
    country and the leading zero, in Latin, Persian and Arabic digits.

    :param country: the country's telephone code (``98``): numbers without one are of this country
    :return: an empty list when ``text`` is no telephone number

    >>> spellings("0098 912 345", "98")[:5]
    ['912345', '0912345', '98912345', '+98912345', '0098912345']
    """
    number = compact(text)
    if not number:
        return []
    is_foreign = number.startswith(("+", "00"))
    digits = number.removeprefix("+") if number.startswith("+") else number.removeprefix("00") if is_foreign else number
    found = []
    for national in _nationals(digits, country, is_foreign):
        found += [national, f"0{national}"]
        found += [f"{prefix}{country}{national}" for prefix in ("", "+", "00")] if country else []
        found += [f"+{country}0{national}"] if country else []
    if is_foreign:
        found += [f"+{digits}", f"00{digits}"]
    found = list(dict.fromkeys(found))
    return [
        spelling.translate(str.maketrans(LATIN, script)) for script in (LATIN, PERSIAN, ARABIC) for spelling in found
    ]


def _nationals(digits, country, is_foreign):
    """The number within the country; two where ``98912…`` may be written with the country's code or without."""
    nationals = [] if is_foreign else [digits.removeprefix("0")]
    if country and digits.startswith(country):
        nationals.insert(0, digits.removeprefix(country).removeprefix("0"))
    return nationals
