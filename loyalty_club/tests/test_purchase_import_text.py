from datetime import date, datetime
from datetime import time as clock_time
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests.common import BaseCase

from ..engine.purchase_text import (
    Clock,
    guess_day_order,
    guess_point,
    jalali_day,
    parse_day,
    parse_number,
    parse_time,
    plain_phone,
    split_money,
)
from .property import examples


class TestTexts(BaseCase):
    def test_numbers(self):
        good = {
            ("1234.5", "."): "1234.5",
            ("1,234.50", "."): "1234.50",
            ("1.234,50", ","): "1234.50",
            ("1 234,50", ","): "1234.50",
            ("1'234.50", "."): "1234.50",
            ("-7", "."): "-7",
            ("−7", "."): "-7",
            ("7-", "."): "-7",
            ("(7.25)", "."): "-7.25",
            ("۱۲٬۳۴۵٫۶۷", "."): "12345.67",
            ("۱۲۳", ","): "123",
            ("١٢٣", "."): "123",
            (".5", "."): "0.5",
        }
        for (text, point), expected in good.items():
            with self.subTest(text=text):
                self.assertEqual(parse_number(text, point), Decimal(expected))
        for text in ("", "abc", "1e5", "NaN", "Infinity", "1,50", "1.2.3", "--1", "1 2 x", "12:30", "."):
            with self.subTest(text=text):
                self.assertIsNone(parse_number(text))

    @given(st.decimals(-(10**9), 10**9, places=2))
    @examples(100)
    def test_numbers_are_read_as_they_were_written(self, number):
        self.assertEqual(parse_number(str(number)), number)
        self.assertEqual(parse_number(f"{number:,}"), number)
        grouped = f"{number:,}".translate(str.maketrans(".,", ",."))
        self.assertEqual(parse_number(grouped, ","), number)

    def test_amounts_with_a_currency(self):
        self.assertEqual(split_money("12.50 EUR"), ("12.50", "EUR"))
        self.assertEqual(split_money("-$5"), ("-5", "$"))
        self.assertEqual(split_money("۱۲٬۰۰۰ تومان"), ("12٬000", "تومان"))
        self.assertEqual(split_money("about 5 or 6"), ("about 5 or 6", ""))

    def test_the_decimal_separator_is_found(self):
        self.assertEqual(guess_point(["1.234", "12,5"]), ",")
        self.assertEqual(guess_point(["1,234", "1,234,567"]), ".")
        self.assertEqual(guess_point(["1.234", "2.500"]), ",", "thousands: three digits each")
        self.assertEqual(guess_point(["12", "7"]), ".")
        self.assertEqual(guess_point([]), ".")

    def test_days(self):
        day = date(2024, 3, 20)
        for text in (
            "2024-03-20",
            "2024/3/20",
            "20240320",
            "20.03.2024",
            "20/3/24",
            "۲۰۲۴/۰۳/۲۰",
            "1403/01/01",
            "۱۴۰۳/۱/۱",
        ):
            with self.subTest(text=text):
                self.assertEqual(parse_day(text), day)
        self.assertEqual(parse_day("03/20/2024", "mdy"), day)
        self.assertEqual(parse_day("1-1-1403"), day, "Persian, with the year at the end")
        for text in ("", "soon", "2024-02-30", "2024-13-01", "1403/12/31", "0001-01-01", "1899-12-31", "12", "202403"):
            with self.subTest(text=text):
                self.assertIsNone(parse_day(text))

    def test_persian_years_begin_when_they_should(self):
        for year, day in {1399: "2020-03-20", 1400: "2021-03-21", 1403: "2024-03-20", 1404: "2025-03-21"}.items():
            self.assertEqual(jalali_day(year, 1, 1), date.fromisoformat(day))
        self.assertEqual(jalali_day(1403, 12, 30), date(2025, 3, 20), "a leap year")
        with self.assertRaises(ValueError):
            jalali_day(1402, 12, 30)

    def test_the_order_of_days_and_months_is_found(self):
        self.assertEqual(guess_day_order(["01/02/2024", "13/02/2024"]), "dmy")
        self.assertEqual(guess_day_order(["01/02/2024", "02/13/2024"]), "mdy")
        self.assertEqual(guess_day_order(["2024-13-01"], "mdy"), "mdy", "no evidence")

    def test_times(self):
        self.assertEqual(parse_time("9:05")[0], clock_time(9, 5))
        self.assertEqual(parse_time("12:05 AM")[0], clock_time(0, 5))
        self.assertEqual(parse_time("23:59:59.123 +0200"), (clock_time(23, 59, 59), 120))
        self.assertIsNone(parse_time("24:01"))

    def test_local_time_becomes_utc_also_on_the_days_when_clocks_change(self):
        berlin = Clock("Europe/Berlin")
        self.assertEqual(berlin.utc(date(2026, 1, 5)), datetime(2026, 1, 5, 11), "noon")
        self.assertEqual(berlin.utc(date(2026, 3, 29), clock_time(1, 30)), datetime(2026, 3, 29, 0, 30))
        self.assertEqual(berlin.utc(date(2026, 3, 29), clock_time(3, 30)), datetime(2026, 3, 29, 1, 30))
        self.assertEqual(berlin.day_after(date(2026, 1, 31)), datetime(2026, 1, 31, 23))

    def test_phone_numbers(self):
        same = {
            plain_phone(text, "98") for text in ("+98 912 345 6789", "0098-912-3456789", "0912 345 6789", "۰۹۱۲۳۴۵۶۷۸۹")
        }
        self.assertEqual(same, {"989123456789"})
        self.assertEqual(plain_phone("call me"), "")
