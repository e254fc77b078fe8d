import io
from datetime import date, datetime
from datetime import time as clock_time
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from odoo.tests.common import BaseCase

from ..engine.purchase_columns import columns_of, guess_targets, has_heading
from ..engine.purchase_file import FileProblem, Format, guess_format, rows
from ..engine.purchase_reader import Layout, PurchaseReader
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
from ..engine.purchases import Currencies, PointRule, PointRules, Purchase, Rejected, keyed
from .property import examples

NOW = datetime(2026, 6, 1, 9, 0)


def reader(columns=("ref", "date", "amount"), zone="UTC", rules=(), **layout):
    """A reader of files with these columns; ``None``: a column that is not needed."""
    places = {target: place for place, target in enumerate(columns) if target}
    currencies = Currencies(
        "USD",
        {"usd": "USD", "$": "USD", "eur": "EUR", "€": "EUR", "irr": "IRR"},
        {
            "USD": [(date(2020, 1, 1), Decimal(1))],
            "EUR": [(date(2020, 1, 1), Decimal("0.8")), (date(2024, 1, 1), Decimal("0.5"))],
        },
    )
    rules = rules or (PointRule("money", Decimal(1)),)
    return PurchaseReader(Layout(places, len(columns), **layout), Clock(zone), PointRules(rules), currencies, NOW)


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


class TestFiles(BaseCase):
    def load(self, data):
        form = guess_format(data)
        return form, [cells for _line, cells in rows(data, form)]

    def test_delimiters(self):
        for mark, name in {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", "  ": "blanks"}.items():
            data = "\n".join(
                mark.join(row) for row in (["id", "date", "amount"], ["7", "2024-01-05", "12.50"])
            ).encode()
            with self.subTest(name=name):
                form, found = self.load(data)
                self.assertEqual((form.delimiter, found[1]), (name, ["7", "2024-01-05", "12.50"]))

    def test_decimal_commas_do_not_make_columns(self):
        form, found = self.load(b"id;date;amount\n7;2024-01-05;12,50\n8;2024-01-06;3,00\n")
        self.assertEqual((form.delimiter, found[1]), ("semicolon", ["7", "2024-01-05", "12,50"]))

    def test_texts_with_blanks_and_separators_stay_whole(self):
        form, found = self.load(b'name,date,amount\n"Doe, Jane","2024-01-05",5\n')
        self.assertEqual((form.delimiter, found[1][0]), ("comma", "Doe, Jane"))

    def test_the_line_that_excel_writes_for_itself(self):
        form, found = self.load(b"sep=;\r\nid;amount\r\n1;2\r\n")
        self.assertEqual((form.delimiter, found), ("semicolon", [["id", "amount"], ["1", "2"]]))

    def test_encodings(self):
        text = "نام,تاریخ,مبلغ\nرضا,1403/01/01,12\nزهره سعیدی,1403/01/02,13\n"
        for encoding, expected in {"utf-8": "utf-8", "utf-8-sig": "utf-8", "utf-16": "utf-16"}.items():
            form, found = self.load(text.encode(encoding))
            self.assertEqual((form.encoding, found[0]), (expected, ["نام", "تاریخ", "مبلغ"]))
        windows = text.replace("ی", "ي").encode("cp1256")
        form, found = self.load(windows)
        self.assertEqual((form.encoding, found[1][0]), ("cp1256", "رضا"))
        form, found = self.load("name,amount\nJosé Müller,5\nZoë,6\n".encode("latin-1"))
        self.assertEqual((form.encoding, found[1][0]), ("latin-1", "José Müller"))

    def test_line_numbers_are_those_of_the_file(self):
        data = b'id,note\n\n1,"two\nlines"\n2,x\n'
        self.assertEqual([line for line, _cells in rows(data, Format())], [1, 3, 5])

    def test_workbooks(self):
        book = Workbook()
        book.active.append(["id", "date", "amount", "when"])
        book.active.append([7, datetime(2024, 1, 5), 12.5, datetime(2024, 1, 5, 10, 30)])
        book.active.append([])
        book.active.append(["B", date(2024, 1, 6), "3.00", None])
        stream = io.BytesIO()
        book.save(stream)
        form = guess_format(stream.getvalue())
        self.assertEqual(
            list(rows(stream.getvalue(), form))[1:],
            [
                (2, [Decimal(7), "2024-01-05", Decimal("12.5"), "2024-01-05 10:30:00"]),
                (4, ["B", "2024-01-06", "3.00"]),
            ],
        )

    def test_what_is_no_table(self):
        files = {
            b"": "empty",
            b"\xef\xbb\xbf\r\n \n": "empty",
            b"%PDF-1.4": "pdf",
            b"\xd0\xcf\x11\xe0\xa1\xb1": "xls",
            b"\x89PNG\r\n": "image",
            b"PK\x03\x04broken": "broken",
            b"id,x\0\0\0y": "binary",
        }
        for data, code in files.items():
            with self.subTest(code=code), self.assertRaises(FileProblem) as caught:
                guess_format(data)
            self.assertEqual(caught.exception.code, code)

    def test_a_quotation_mark_that_never_closes(self):
        data = b'id,name\n1,"Jane\n' + b"x,y\n" * 50000
        with self.assertRaises(FileProblem) as caught:
            list(rows(data, Format()))
        self.assertEqual((caught.exception.code, caught.exception.line), ("quotes", 2))

    def test_quotation_marks_that_do_not_match_spoil_their_lines_only(self):
        data = b'id,name\n1,"Jane\n2,Bob\n3,"Ann"\n4,Zoe\n'
        self.assertEqual(list(rows(data, Format())), [(1, ["id", "name"]), (2, 4), (5, ["4", "Zoe"])])
        with self.assertRaises(Rejected) as caught:
            reader().read_row(2, 4)
        self.assertEqual((caught.exception.code, caught.exception.value), ("quotes", "4"))

    def test_the_wrong_encoding(self):
        with self.assertRaises(FileProblem) as caught:
            list(rows("é".encode("latin-1"), Format()))
        self.assertEqual(caught.exception.code, "encoding")


class TestColumns(BaseCase):
    def guess(self, heading, *body):
        return {target: heading[place] for target, place in guess_targets(columns_of([heading, *body], True)).items()}

    def test_english_headings(self):
        self.assertEqual(
            self.guess(["customer_id", "date", "number_of_cds", "dollar_value"], ["00001", "19970101", "1", "11.77"]),
            {"ref": "customer_id", "date": "date", "quantity": "number_of_cds", "amount": "dollar_value"},
        )
        self.assertEqual(
            self.guess(
                ["Order ID", "Created at", "Email", "Customer Name", "Total", "Currency", "Location"],
                ["7", "2024-01-05T10:00:00Z", "a@x.org", "Ann", "5", "USD", "Main street"],
            ),
            {
                "receipt": "Order ID", "date": "Created at", "email": "Email", "name": "Customer Name",
                "amount": "Total", "currency": "Currency", "channel": "Location",
            },
        )  # fmt: skip

    def test_persian_headings(self):
        self.assertEqual(
            self.guess(
                ["كد مشتري", "نام و نام‌خانوادگی", "تلفن همراه", "تاریخ", "مبلغ کل", "تعداد", "شماره فاکتور", "شعبه"],
                ["۱۲", "رضا رضایی", "۰۹۱۲۳۴۵۶۷۸۹", "۱۴۰۳/۰۱/۰۱", "۱۲۰٬۰۰۰", "۲", "۷۷", "تهران"],
            ),
            {
                "ref": "كد مشتري", "name": "نام و نام‌خانوادگی", "phone": "تلفن همراه", "date": "تاریخ",
                "amount": "مبلغ کل", "quantity": "تعداد", "receipt": "شماره فاکتور", "channel": "شعبه",
            },
        )  # fmt: skip

    def test_cells_decide_where_headings_mislead(self):
        self.assertEqual(
            self.guess(
                ["Customer", "Date", "Sales"], ["ann@x.org", "2024-01-05", "5"], ["bob@x.org", "2024-01-06", "6"]
            ),
            {"email": "Customer", "date": "Date", "amount": "Sales"},
        )
        found = self.guess(["Name", "When", "Date"], ["Ann", "2024-01-05", "yes"])
        self.assertEqual(found.get("date"), "When", "no date stands in the column of that name")

    def test_files_without_heading(self):
        body = [["00001", "19970101", "1", "11.77"], ["00002", "19970112", "5", "77.00"]]
        self.assertFalse(has_heading(body[0]))
        self.assertEqual(guess_targets(columns_of(body, False)), {"ref": 0, "date": 1, "quantity": 2, "amount": 3})
        self.assertTrue(has_heading(["customer", "date"]))


class TestRows(BaseCase):
    def one(self, cells, **values):
        return reader(**values).read_row(2, cells)[1]

    def rejected(self, cells, **values):
        with self.assertRaises(Rejected) as caught:
            reader(**values).read_row(2, cells)
        return caught.exception.code

    def test_a_row(self):
        customer, purchase = reader(zone="Asia/Tehran").read_row(2, [" 00001 ", "19970101", "11.77"])
        self.assertEqual((customer.ref, purchase.day, purchase.amount), ("00001", date(1997, 1, 1), Decimal("11.77")))
        self.assertEqual(purchase.at, datetime(1997, 1, 1, 8, 30), "noon in Tehran")
        self.assertEqual(purchase.points, Decimal("11.77"))

    def test_times_count_in_the_clubs_time_zone(self):
        columns = ("ref", "date", "amount", "time")
        found = self.one(["A", "2024-01-05", "1", "23:30"], columns=columns, zone="Asia/Tehran")
        self.assertEqual((found.day, found.at), (date(2024, 1, 5), datetime(2024, 1, 5, 20)))
        found = self.one(["A", "2024-01-05 23:30:00 +0000", "1"], zone="Asia/Tehran")
        self.assertEqual(
            (found.day, found.at), (date(2024, 1, 6), datetime(2024, 1, 5, 23, 30)), "already tomorrow there"
        )

    def test_a_day_without_time_is_noon_but_never_later_than_now(self):
        self.assertEqual(self.one(["A", "2026-06-01", "1"]).at, NOW)
        self.assertEqual(self.one(["A", "2026-06-01 00:00:00", "1"]).at, NOW, "midnight: how programs write a day")
        self.assertEqual(self.one(["A", "2026-05-31", "1"]).at, datetime(2026, 5, 31, 12))

    def test_bad_rows(self):
        cases = {
            "no_customer": ["", "2024-01-05", "1"],
            "no_date": ["A", "", "1"],
            "date": ["A", "someday", "1"],
            "future": ["A", "2026-06-02", "1"],
            "no_amount": ["A", "2024-01-05", " "],
            "amount": ["A", "2024-01-05", "eleven"],
            "size": ["A", "2024-01-05", "9999999999999"],
            "cells": ["A", "2024-01-05", "1", "50"],
        }
        for code, cells in cases.items():
            with self.subTest(code=code):
                self.assertEqual(self.rejected(cells), code)
        self.assertEqual(self.rejected(["A", "2024-01-05 25:00", "1"]), "time")
        self.assertEqual(self.rejected(["A", "2026-06-01 09:01", "1"]), "future", "a minute from now")
        self.assertEqual(self.rejected(["A", "2024-01-05"]), "no_amount", "a row that is too short")
        self.assertEqual(self.rejected(["A", "2024-01-05", "NaN"]), "amount")
        columns = ("email", "phone", "date", "amount")
        self.assertEqual(self.rejected(["nobody", "", "2024-01-05", "1"], columns=columns), "email")
        self.assertEqual(self.rejected(["", "12", "2024-01-05", "1"], columns=columns), "phone")
        columns = ("ref", "date", "amount", "quantity")
        self.assertEqual(self.rejected(["A", "2024-01-05", "1", "many"], columns=columns), "quantity")
        self.assertEqual(self.rejected(["A", "2024-01-05", "1", "-1"], columns=columns), "sign")
        self.assertEqual(self.one(["A", "2024-01-05", "-1", "-1"], columns=columns).quantity, 1)

    def test_currencies(self):
        columns = ("ref", "date", "amount", "currency")
        self.assertEqual(self.one(["A", "2023-01-05", "10", "EUR"], columns=columns).amount, Decimal("12.50"))
        self.assertEqual(self.one(["A", "2024-01-05", "10", "eur"], columns=columns).amount, 20, "the rate of the day")
        self.assertEqual(
            self.one(["A", "2019-01-05", "10", "€"], columns=columns).amount, Decimal("12.50"), "the first rate"
        )
        self.assertEqual(self.one(["A", "2024-01-05", "€ 10"]).amount, 20)
        self.assertEqual(self.one(["A", "2024-01-05", "$10"]).amount, 10)
        self.assertEqual(self.rejected(["A", "2024-01-05", "10", "XYZ"], columns=columns), "currency")
        self.assertEqual(self.rejected(["A", "2024-01-05", "10", "IRR"], columns=columns), "rate")
        self.assertEqual(self.rejected(["A", "2024-01-05", "10 apples"]), "currency")

    def test_points_by_the_rules(self):
        rules = PointRules(
            (
                PointRule("money", Decimal("0.1"), minimum_amount=Decimal(20)),
                PointRule("unit", Decimal(2), minimum_quantity=Decimal(3)),
                PointRule("order", Decimal(5)),
            )
        )
        self.assertEqual(rules.points(Decimal("19.99"), Decimal(1)), 5)
        self.assertEqual(rules.points(Decimal("20.55"), Decimal(1)), Decimal("7.05"))
        self.assertEqual(rules.points(Decimal("20.55"), Decimal(3)), Decimal("13.05"))
        whole = PointRules(rules.rules, 1, "HALF-UP")
        self.assertEqual(whole.points(Decimal("25.55"), Decimal(1)), 8, "rounded once, at the end")
        self.assertEqual(PointRules().points(Decimal(10), Decimal(1)), 0)

    def test_customers_are_known_by_reference_else_email_else_phone(self):
        read = reader(("ref", "email", "phone", "name", "date", "amount"), country_code="98").read(
            enumerate(
                [
                    ["A", "", "", "", "2024-01-01", "1"],
                    ["A", "Ann@X.org", "", "Ann", "2024-01-02", "1"],
                    ["", "ann@x.org ", "", "", "2024-01-03", "1"],
                    ["", "", "0912 345 6789", "", "2024-01-04", "1"],
                    ["", "", "+989123456789", "Reza", "2024-01-05", "1"],
                ],
                2,
            )
        )
        self.assertEqual([len(customer.purchases) for customer in read.customers.values()], [2, 1, 2])
        ann, _by_mail, reza = read.customers.values()
        self.assertEqual((ann.email, ann.name, reza.name), ("ann@x.org", "Ann", "Reza"))


class TestKeys(BaseCase):
    def keys(self, *rows, **values):
        read = reader(**values).read(enumerate(rows, 2))
        self.assertFalse(read.rejected)
        return [key for customer in read.customers.values() for key, _purchase in keyed(customer.purchases)]

    def test_equal_rows_are_numbered(self):
        row = ["A", "2024-01-05", "10"]
        keys = self.keys(row, row, ["A", "2024-01-05", "11"])
        self.assertEqual(len(set(keys)), 3)
        self.assertEqual({keys[0][:-1]}, {keys[1][:-1]}, "they differ by their number only")
        self.assertEqual({key[-1] for key in keys[:2]}, {"1", "2"})

    def test_a_longer_file_keeps_the_keys_that_it_had(self):
        row = ["A", "2024-01-05", "10"]
        before = self.keys(row, row)
        after = self.keys(["A", "2024-01-01", "3"], row, row, row)
        self.assertLess(set(before), set(after))

    def test_the_content_counts_not_the_writing(self):
        plain = self.keys(["A", "2024-01-05", "10"])
        self.assertEqual(self.keys(["A", "05/01/2024", "10.00"]), plain)
        self.assertEqual(self.keys(["A", "1402/10/15", "۱۰"]), plain)
        self.assertEqual(self.keys(["A", "2024-01-05", Decimal(10)]), plain, "a workbook")
        self.assertEqual(self.keys(["A", "2024-01-05", "$ 10"]), plain, "the club's own currency")
        columns = ("date", "ref", "amount", "quantity", "name")
        self.assertEqual(self.keys(["2024-01-05", "A", "10", "1", "Ann"], columns=columns), plain)
        columns = ("ref", "date", "amount", "receipt")
        self.assertNotEqual(self.keys(["A", "2024-01-05", "10", "7"], columns=columns), plain)
        self.assertNotEqual(self.keys(["A", "2024-01-05", "10 EUR"]), plain)

    def test_purchases_come_before_refunds_of_the_same_moment(self):
        at = datetime(2024, 1, 5, 12)
        rows = [
            Purchase(line, at.date(), at, Decimal(amount), Decimal(1), Decimal(abs(amount)), str(line))
            for line, amount in ((2, -5), (3, 5), (4, 7))
        ]
        self.assertEqual([purchase.line for _key, purchase in keyed(rows)], [3, 4, 2])
