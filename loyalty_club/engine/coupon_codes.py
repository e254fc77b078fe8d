"""Codes of a partner's file: which column they are in, and which of them can be used.

Rows are those of ``purchase_file.rows``: (line, cells), cells being texts or decimals.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

LONGEST = 64
EXACT_DIGITS = 15
"""Spreadsheets keep no more digits of a number: the rest of a longer code is lost already in the file."""

_NAMES = re.compile(r"code|coupon|voucher|کد|کوپن|gutschein|codigo|código", re.IGNORECASE)
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\xad]")
_ROUNDED = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\s\x00-\x1f\x7f]")


class Line(NamedTuple):
    """A row of the file.

    ``problem``: why it does not come in (``quotes``, ``empty``, ``long``, ``blanks``, ``rounded``, ``twice``), or None.
    ``detail``: the line that it repeats, or the last one that quotation marks spoil.
    """

    number: int
    code: str
    problem: str | None = None
    detail: str = ""


def get_text(cell) -> str:
    """A cell as text; whole numbers of a workbook without a decimal point."""
    if isinstance(cell, Decimal):
        return str(int(cell)) if cell == cell.to_integral_value() else str(cell)
    return _UNSEEN.sub("", cell).strip()


def guess_layout(rows: Iterable) -> tuple[int, bool]:
    """Where the codes are, by the first rows of a file.

    A heading that speaks of codes says it; else it is the column that has the most different texts.

    :return: (column from 0, whether the first row is a heading)
    """
    rows = [cells for _line, cells in rows if not isinstance(cells, int)]
    if not rows:
        return 0, False
    named = [number for number, cell in enumerate(rows[0]) if _NAMES.search(get_text(cell))]
    # "CODE10" may be a code itself: a heading has no digits.
    named = [number for number in named if not any(map(str.isdigit, get_text(rows[0][number])))]
    if named:
        return named[0], True
    width = max(map(len, rows))
    texts = [{get_text(cells[number]) for cells in rows if number < len(cells)} - {""} for number in range(width)]
    return max(range(width), key=lambda number: (len(texts[number]), -number)), False


def read_codes(rows: Iterable, column: int, has_heading: bool) -> Iterator[Line]:
    """Yield each row below the heading as a :class:`Line`. A code that comes again is ``twice``."""
    seen = {}
    for number, cells in rows:
        if has_heading:
            has_heading = False
            continue
        if isinstance(cells, int):
            yield Line(number, "", "quotes", str(cells))
            continue
        cell = cells[column] if column < len(cells) else ""
        code = get_text(cell)
        problem = _get_problem(cell, code)
        if problem is None and code in seen:
            yield Line(number, code, "twice", str(seen[code]))
        else:
            if problem is None:
                seen[code] = number
            yield Line(number, code, problem)


def _get_problem(cell, code):
    if not code:
        return "empty"
    if len(code) > LONGEST:
        return "long"
    if _ROUNDED.fullmatch(code) or (isinstance(cell, Decimal) and len(code.lstrip("-")) > EXACT_DIGITS):
        return "rounded"
    return "blanks" if _UNPRINTABLE.search(code) else None
