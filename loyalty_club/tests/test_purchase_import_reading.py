from datetime import date, datetime
from decimal import Decimal

from odoo.tests.common import BaseCase

from ..engine.purchases import PointRule, PointRules, Purchase, Rejected, keyed
from .purchase_reading import NOW, reader


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
