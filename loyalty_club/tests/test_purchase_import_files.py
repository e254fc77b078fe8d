import io
from datetime import date, datetime
from decimal import Decimal

from openpyxl import Workbook

from odoo.tests.common import BaseCase

from ..engine.purchase_columns import columns_of, guess_targets, has_heading
from ..engine.purchase_file import FileProblem, Format, guess_format, rows
from ..engine.purchases import Rejected
from .purchase_reading import reader


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
