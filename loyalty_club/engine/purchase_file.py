"""Files of purchases as rows of cells: CSV in several encodings and with several separators, and XLSX.

A row is (line, cells): its number in the file as a person sees it, and texts (or decimals, where a workbook knows
numbers). Where quotation marks do not match the cells are the number of the last line that was spoilt. Blank rows are
left out.
"""

import codecs
import csv
import io
import re
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

ENCODINGS = ("utf-8", "utf-16", "cp1256", "latin-1")
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|", "blanks": None}
WORKBOOK = "xlsx"

_SAMPLE = 64 * 1024
_SAMPLE_LINES = 30
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
_ARABIC_PAIR = re.compile("[؀-ۿ]{2}")
_OTHER_FILES = {
    b"%PDF": "pdf",
    b"\xd0\xcf\x11\xe0": "xls",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"\x1f\x8b": "archive",
    b"Rar!": "archive",
    b"7z\xbc\xaf": "archive",
}


class FileProblem(ValueError):
    """A file that cannot be read; ``code`` says why, ``line`` where, if that is known."""

    def __init__(self, code: str, line: int | None = None):
        super().__init__(code)
        self.code = code
        self.line = line


@dataclass(frozen=True)
class Format:
    """How a file is written.

    ``kind``: ``csv`` or ``xlsx``; ``encoding`` and ``delimiter`` (a name of ``DELIMITERS``) of a CSV file.
    """

    kind: str = "csv"
    encoding: str = "utf-8"
    delimiter: str = "comma"


def guess_format(data: bytes) -> Format:
    """Find out how a file is written.

    :raises FileProblem: ``empty``, or another kind of file (``pdf``, ``xls``, ``image``, ``archive``, ``binary``)
    """
    if not data.strip(b"\0\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise FileProblem("empty")
    for start, code in _OTHER_FILES.items():
        if data.startswith(start):
            raise FileProblem(code)
    if data.startswith(b"PK"):
        _check_workbook(data)
        return Format(WORKBOOK)
    encoding = _guess_encoding(data)
    return Format("csv", encoding, _guess_delimiter(_decode_sample(data, encoding)))


def _check_workbook(data):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile as error:
        raise FileProblem("broken") from error
    if "xl/workbook.xml" not in names:
        raise FileProblem("archive")


def _guess_encoding(data):
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in data[:_SAMPLE]:
        raise FileProblem("binary")
    with suppress(UnicodeDecodeError):
        data.decode("utf-8")
        return "utf-8"
    # Windows-1256 makes pairs of Arabic letters of Persian words; of "café" it makes a single one among Latin letters.
    arabic = data[:_SAMPLE].decode("cp1256", errors="replace")
    pairs, foreign = len(_ARABIC_PAIR.findall(arabic)), sum(byte > 127 for byte in data[:_SAMPLE])
    return "cp1256" if pairs * 4 > foreign else "latin-1"


def _decode_sample(data, encoding):
    return data[:_SAMPLE].decode("utf-8-sig" if encoding == "utf-8" else encoding, errors="replace")


def _guess_delimiter(sample):
    match = _SEPARATOR_LINE.match(sample)
    if match:
        return next((name for name, mark in DELIMITERS.items() if mark == match[1]), "comma")
    lines = [line for line in sample.splitlines() if line.strip()][:_SAMPLE_LINES]
    best, chosen = (0.0, 1), "comma"
    for name, mark in DELIMITERS.items():
        widths = [len(cells) for cells in (csv.reader(lines, delimiter=mark) if mark else map(str.split, lines))]
        usual = max(set(widths), key=widths.count)
        share = round(widths.count(usual) / len(widths), 1)
        # Blanks stand in texts, too: they separate only where nothing else does.
        if usual > 1 and (share, usual) > best and (mark or best[1] == 1):
            best, chosen = (share, usual), name
    return chosen


def rows(data: bytes, form: Format):
    """Yield (line, cells) of a file.

    :raises FileProblem: ``encoding``, ``quotes`` (a quotation mark that never closes), ``broken``
    """
    return _workbook_rows(data) if form.kind == WORKBOOK else _csv_rows(data, form)


def _csv_rows(data, form):
    encoding = "utf-8-sig" if form.encoding == "utf-8" else form.encoding
    stream = io.TextIOWrapper(io.BytesIO(data), encoding, newline="")
    try:
        separated = bool(_SEPARATOR_LINE.match(stream.readline()))
        stream.seek(0)
        mark = DELIMITERS[form.delimiter]
        reader = _split_rows(stream, separated) if mark is None else _read_rows(stream, mark, separated)
        yield from reader
    except UnicodeError as error:
        raise FileProblem("encoding") from error


def _split_rows(stream, skip_first):
    for line, text in enumerate(stream, 1):
        cells = text.split()
        if cells and not (skip_first and line == 1):
            yield line, cells


def _read_rows(stream, mark, skip_first):
    reader = csv.reader(stream, delimiter=mark, strict=True)
    line = 0
    while True:
        start = line + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            if "end of data" in str(error):
                raise FileProblem("quotes", start) from error
            cells = reader.line_num
        line = reader.line_num
        if cells is None:
            return
        if isinstance(cells, int) or (any(map(str.strip, cells)) and not (skip_first and start == 1)):
            yield start, cells


def _workbook_rows(data):
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some programs write dimensions that leave rows out
        for line, values in enumerate(sheet.iter_rows(values_only=True), 1):
            cells = [_cell(value) for value in values]
            if any(cell != "" for cell in cells):
                yield line, cells
        book.close()
    except (KeyError, IndexError, OSError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise FileProblem("broken") from error


def _cell(value):
    """A cell of a workbook: numbers as decimals, days and moments in ISO form, everything else as text."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float | date | time):
        return str(value).strip()
    if isinstance(value, datetime):
        day_only = value.time() == time()
        return value.date().isoformat() if day_only else value.replace(microsecond=0, tzinfo=None).isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
