"""Member cards on paper, and the two codes on them: plain functions, values in, bytes out.

Drawn with reportlab, which Odoo itself needs: exact sizes, codes as sharp lines, and no program beside Odoo.
"""

import io
from functools import cache
from pathlib import Path

import qrcode
from reportlab import rl_config
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode import createBarcodeDrawing
from reportlab.lib.colors import HexColor, black, white
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

from odoo.tools.misc import file_path

from ...engine.visual_text import visual

WIDTH, HEIGHT = 85.6 * mm, 53.98 * mm
"""A credit card (ISO/IEC 7810 ID-1)."""
MARGIN, BAND = 5 * mm, 12 * mm
QR_SIZE = 19 * mm
FONTS = (
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    ("web/static/fonts/sign/NotoSans-Reg.ttf", "web/static/fonts/google/Open_Sans/Open_Sans-Bold.ttf"),
    ("web/static/fonts/google/Tajawal/Tajawal-Regular.ttf", "web/static/fonts/google/Tajawal/Tajawal-Bold.ttf"),
)
"""(regular, bold): the first pair that has all letters of a text is taken; of the system, or of Odoo."""
FOLDERS = ("", "dejavu", "truetype/dejavu")


def get_qr_png(text):
    """A QR code as PNG, with its quiet zone."""
    picture = io.BytesIO()
    qrcode.make(text, box_size=10, error_correction=qrcode.constants.ERROR_CORRECT_M).save(picture, "PNG")
    return picture.getvalue()


def get_barcode_svg(text):
    """A barcode (Code 128) as SVG, with its quiet zone; None where it cannot hold the text."""
    drawing = _make_barcode(text, barWidth=2)
    drawing = drawing and _make_barcode(text, barWidth=2, barHeight=drawing.width / 5)
    return drawing and drawing.asString("svg").encode()


def draw_cards(cards):
    """Member cards, one a page.

    :param list cards: dicts with ``club``, ``name``, ``tier``, ``since`` (texts; may be empty), ``number``, ``url``,
        ``color`` (of the band, such as ``#714B67``) and ``rtl``
    :return: PDF
    """
    paper = io.BytesIO()
    canvas = Canvas(paper, pagesize=(WIDTH, HEIGHT))
    for card in cards:
        _draw_card(canvas, card)
        canvas.showPage()
    canvas.save()
    return paper.getvalue()


def _draw_card(canvas, card):
    rtl = card["rtl"]
    color = HexColor(card["color"])
    canvas.setFillColor(color)
    canvas.rect(0, HEIGHT - BAND, WIDTH, BAND, stroke=0, fill=1)
    canvas.setFillColor(_get_contrast(color))
    line = HEIGHT - BAND / 2 - 4
    half = (WIDTH - 2 * MARGIN) * (0.6 if card["tier"] else 1)
    _write(canvas, card["club"], line, 13, half, bold=True, at_end=rtl)
    _write(canvas, card["tier"], line, 10, WIDTH - 2 * MARGIN - half - 2 * mm, at_end=not rtl)
    canvas.setFillColor(black)
    beside = WIDTH - 2 * MARGIN - QR_SIZE - 3 * mm
    _write(canvas, card["name"], HEIGHT - BAND - 8 * mm, 12, beside, bold=True, at_end=rtl)
    _write(canvas, card["since"], HEIGHT - BAND - 13.5 * mm, 8, beside, at_end=rtl)
    qr = createBarcodeDrawing("QR", value=card["url"], width=QR_SIZE, height=QR_SIZE, barBorder=0, barLevel="M")
    renderPDF.draw(qr, canvas, MARGIN if rtl else WIDTH - MARGIN - QR_SIZE, HEIGHT - BAND - 2 * mm - QR_SIZE)
    _draw_barcode(canvas, card["number"])


def _draw_barcode(canvas, number):
    canvas.setFont("Helvetica", 8)
    canvas.drawCentredString(WIDTH / 2, 3.2 * mm, number.encode("ascii", "replace").decode())
    barcode = _make_barcode(number, barWidth=1, barHeight=11 * mm, quiet=False)
    if barcode:
        width = min((WIDTH - 2 * MARGIN) / barcode.width, 0.45 * mm)
        barcode = _make_barcode(number, barWidth=width, barHeight=11 * mm, quiet=False)
        renderPDF.draw(barcode, canvas, (WIDTH - barcode.width) / 2, 6.5 * mm)


def _make_barcode(text, **options):
    try:
        return createBarcodeDrawing("Code128", value=text, humanReadable=False, **options)
    except (ValueError, AttributeError):
        return None


def _write(canvas, text, y, size, width, bold=False, at_end=False):
    """One line within ``width``: smaller letters for long texts, then as much of it as there is room for."""
    drawn = visual(text or "")
    font = _find_font(drawn, bold)
    if not drawn or not font:
        return
    while size > 6.5 and pdfmetrics.stringWidth(drawn, font, size) > width:
        size -= 0.5
    while text and pdfmetrics.stringWidth(drawn, font, size) > width:
        text = text[:-1].rstrip()
        drawn = visual(f"{text}…")
    canvas.setFont(font, size)
    if at_end:
        canvas.drawRightString(WIDTH - MARGIN, y, drawn)
    else:
        canvas.drawString(MARGIN, y, drawn)


def _get_contrast(color):
    light = 0.299 * color.red + 0.587 * color.green + 0.114 * color.blue
    return black if light > 0.6 else white


def _find_font(text, bold):
    """The name of a font that has all letters of ``text``; None: there is none, the line stays empty."""
    letters = {ord(letter) for letter in text if not letter.isspace()}
    for pair in FONTS:
        name = _load_font(pair[bold])
        if name and letters <= pdfmetrics.getFont(name).face.charToGlyph.keys():
            return name
    return None


@cache
def _load_font(file):
    """Make a font known to reportlab.

    :return: its name; None: it is not on this machine
    """
    for path in _get_font_paths(file):
        try:
            pdfmetrics.registerFont(TTFont(f"club-{Path(file).stem}", path))
        except (TTFError, OSError):
            continue
        return f"club-{Path(file).stem}"
    return None


def _get_font_paths(file):
    if "/" in file:
        try:
            return [file_path(file)]
        except (FileNotFoundError, ValueError):
            return []
    folders = [folder for folder in rl_config.TTFSearchPath if "%" not in folder]
    return [path for folder in folders for part in FOLDERS if (path := Path(folder, part, file)).is_file()]
