"""Codes of a partner come as a file: what is wrong with it is said, and nothing comes in twice."""

import base64
import time
from contextlib import suppress
from io import BytesIO
from unittest.mock import patch

from psycopg2 import errors

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..engine.coupon_codes import guess_layout, read_codes
from ..engine.purchase_file import guess_format, rows
from .coalition_case import CoalitionCase

MANY = 100_000
SECONDS = 30


@tagged("post_install", "-at_install")
class TestCoalitionUpload(CoalitionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.make_user("manager")

    def make_upload(self, data, **values):
        if isinstance(data, str):
            data = data.encode()
        upload = self.env["loyalty.coalition.upload"].with_user(self.manager)
        values = {"offer_id": self.theirs.id, "filename": "codes.csv", "file": base64.b64encode(data), **values}
        return upload.create(values)

    def upload(self, data, **values):
        upload = self.make_upload(data, **values)
        upload.action_upload()
        return upload

    def get_codes(self):
        return self.theirs.coupon_ids.sorted("id").mapped("code")

    def run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("loyalty_club.ir_cron_upload_codes").method_direct_trigger()
        self.env.invalidate_all()

    # --- what comes in ---

    def test_a_column_of_codes(self):
        upload = self.upload("B2\nA1\nC3\n")
        self.assertEqual((upload.state, upload.new_count, upload.column, upload.has_heading), ("done", 3, 1, False))
        self.assertEqual(self.get_codes(), ["B2", "A1", "C3"])
        self.assertEqual(self.theirs.available_count, 3)
        coupon = self.theirs._give(self.make_member(self.club))
        self.assertEqual((coupon.code, coupon.terms, coupon.upload_id), ("B2", "fixed", upload))
        coupon._redeem("S1", 80, 16)
        self.assertEqual(coupon.amount, 5)

    def test_what_is_wrong_is_said(self):
        self.add_codes("OLD")
        data = "number;code;until\n1;A1;x\n2;;x\n3;A 1;x\n4;OLD;x\n5;A1;x\n6;" + "X" * 65 + ";x\n7;1.23E+15;x\n8;B2;x\n"
        upload = self.upload(data)
        self.assertEqual(self.get_codes(), ["OLD", "A1", "B2"])
        counts = (upload.row_count, upload.new_count, upload.known_count, upload.duplicate_count, upload.bad_count)
        self.assertEqual(counts, (8, 2, 1, 1, 4))
        rejected = base64.b64decode(upload.rejected_file).decode("utf-8-sig").splitlines()
        self.assertEqual([line.split(",")[0] for line in rejected[1:]], ["3", "4", "5", "6", "7", "8"])
        self.assertIn("6,A1,The code stands in line 2 already.", rejected)
        self.assertIn("5,OLD,The offer has this code already.", rejected)
        self.assertIn("1 × There are blanks within the code. (first in line 4)", upload.summary)

    def test_an_excel_file(self):
        from openpyxl import Workbook

        book = Workbook()
        for row in (["Shop", "Voucher"], ["x", "V-1"], ["x", 4711], ["x", 1234567890123456], ["x", None]):
            book.active.append(row)
        stream = BytesIO()
        book.save(stream)
        upload = self.upload(stream.getvalue(), filename="codes.xlsx")
        self.assertEqual((upload.column, upload.has_heading), (2, True))
        self.assertEqual(self.get_codes(), ["V-1", "4711"])
        self.assertIn("rounded this number", upload.summary)

    def test_the_same_file_again(self):
        self.upload("A1\nA2\n")
        again = self.upload("A1\nA2\nA3\n")
        self.assertEqual((again.new_count, again.known_count), (1, 2))
        with self.assertRaisesRegex(UserError, "started already"):
            again.action_upload()
        with self.assertRaisesRegex(UserError, "started already"):
            again.column = 2

    def test_codes_of_the_last_day(self):
        self.theirs.valid_until = "2199-12-31"
        self.upload("A1\n", expires_on="2199-05-01")
        self.assertEqual(str(self.theirs._give(self.make_member(self.club)).expires_on), "2199-05-01")

    def test_files_that_are_no_tables(self):
        for data, text in ((b"\x89PNG1234", "not a table"), (b"  ", "empty"), (b"code\n", "below the heading")):
            with self.subTest(text), self.assertRaisesRegex(UserError, text), self.env.cr.savepoint():
                self.upload(data)
        self.assertFalse(self.get_codes())

    def test_the_form_shows_what_it_understands(self):
        form = Form(self.env["loyalty.coalition.upload"].with_user(self.manager))
        form.offer_id = self.theirs
        form.file = base64.b64encode(b"n;Kod;code\n1;x;A1\n2;x;B2\n")
        self.assertEqual((form.column, form.has_heading, form.preview), (3, True, "A1, B2"))
        form.column = 2
        self.assertEqual(form.preview, "x, x")
        form.column = 3
        form.save().action_upload()
        self.assertEqual(self.get_codes(), ["A1", "B2"])

    def test_withdrawn(self):
        self.add_codes("OLD")
        upload = self.upload("A1\nA2\nA3\n")
        taken = self.theirs.coupon_ids.filtered(lambda coupon: coupon.code == "A2")
        taken._move_to("issued")
        upload.action_withdraw()
        self.assertEqual((upload.state, self.get_codes()), ("withdrawn", ["OLD", "A2"]))
        self.assertEqual(self.upload("A1\n").new_count, 1)

    # --- large files ---

    def test_a_hundred_thousand_codes(self):
        upload = self.make_upload("\n".join(f"CODE-{number:06}" for number in range(MANY)))
        start = time.monotonic()
        upload.action_upload()
        self.assertEqual((upload.state, upload.row_count), ("running", MANY))
        self.run_job()
        seconds = time.monotonic() - start
        self.assertEqual((upload.state, upload.new_count, upload.progress), ("done", MANY, 100))
        self.assertEqual(self.theirs.available_count, MANY)
        self.assertLess(seconds, SECONDS)

    def test_what_a_stopped_job_left_is_done_by_the_next(self):
        self.patch(self.env.registry["loyalty.coalition.upload"], "_chunk", 2500)
        self.add_codes("C10", "C5500")
        upload = self.make_upload("\n".join([*(f"C{number}" for number in range(6000)), "C0", "bad code"]))
        upload.action_upload()
        insert = self.env.registry["loyalty.coalition.upload"]._insert
        stopped = []

        def stop_in_the_third(this, codes):
            if this.position >= 5000 and not stopped:
                stopped.append(this.position)
                raise RuntimeError("The server was stopped")
            return insert(this, codes)

        self.patch(self.env.registry["loyalty.coalition.upload"], "_insert", stop_in_the_third)
        with mute_logger("odoo.addons.loyalty_club.models.file_run.file_run"):
            self.run_job()
        self.assertEqual((upload.state, upload.position, round(upload.progress)), ("failed", 5000, 83))
        self.assertIn("unexpected problem", upload.problem)
        upload.action_upload()
        self.run_job()
        counts = (upload.new_count, upload.known_count, upload.duplicate_count, upload.bad_count)
        self.assertEqual((upload.state, *counts), ("done", 5998, 2, 1, 1))
        self.assertEqual(len(self.get_codes()), 6000)
        self.assertIn("The offer has this code already. (first in line 11)", upload.summary)

    def test_what_a_killed_server_left_is_done_by_the_next_run(self):
        """Nobody starts it again: chunks that were committed stay, the one that was worked on is done once more."""
        model = self.env.registry["loyalty.coalition.upload"]
        self.patch(model, "_chunk", 2500)
        upload = self.make_upload("\n".join(f"C{number}" for number in range(6000)))
        upload.action_upload()
        insert = model._insert

        def killed(this, codes):
            new = insert(this, codes)
            if this.position >= 2500:
                this.env.cr.rollback()  # stock commits what such an exception leaves; a killed process cannot
                raise KeyboardInterrupt
            return new

        with patch.object(model, "_insert", killed), suppress(KeyboardInterrupt):
            self.run_job()
        self.env.invalidate_all()
        self.assertEqual((upload.state, upload.position, len(self.get_codes())), ("running", 2500, 2500))
        self.run_job()
        self.assertEqual((upload.state, upload.new_count, upload.known_count), ("done", 6000, 0))
        self.assertEqual(len(self.get_codes()), 6000)
        told = upload.message_ids.filtered(lambda message: "6,000 codes are new" in message.body)
        self.assertEqual(told.notified_partner_ids, self.manager.partner_id)

    def test_the_job_speaks_the_language_of_who_waits(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.manager.lang = "fa_IR"
        self.patch(self.env.registry["loyalty.coalition.upload"], "_at_once", 2)
        upload = self.make_upload("A1\nA1\nB 2\nC3\n")
        upload.action_upload()
        self.run_job()
        self.assertEqual((upload.state, upload.new_count), ("done", 2))
        self.assertIn("کد تازه است", "".join(upload.message_ids.mapped("body")))
        self.assertNotIn("There are blanks", upload.summary)

    def test_a_chunk_that_met_another_transaction_is_repeated(self):
        model = self.env.registry["loyalty.coalition.upload"]
        self.patch(model, "_chunk", 2500)
        upload = self.make_upload("\n".join(f"C{number}" for number in range(6000)))
        upload.action_upload()
        insert, calls = model._insert, []

        def refused(this, codes):
            new = insert(this, codes)
            calls.append(this.position)
            if len(calls) in (1, 3):
                raise errors.SerializationFailure
            return new

        with patch.object(model, "_insert", refused):
            self.run_job()
        self.assertEqual(calls, [0, 0, 2500, 2500, 5000])
        self.assertEqual((upload.state, upload.new_count, upload.known_count), ("done", 6000, 0))

    # --- who ---

    def test_who_may_upload(self):
        upload = self.make_upload("A1\n")
        for role in ("auditor", "club_user", "salesperson"):
            user = self.make_user(role)
            with self.subTest(role), self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
                upload.with_user(user).action_upload()
        with self.assertRaises(AccessError):
            upload.write({"state": "done"})
        with self.assertRaises(AccessError):
            self.make_upload("A1\n", new_count=7)
        with self.assertRaises(AccessError):
            self.env["loyalty.coalition.upload"].with_user(self.manager).with_context(default_state="done").create(
                {"offer_id": self.theirs.id, "file": base64.b64encode(b"A1")}
            )
        with self.assertRaises(ValidationError):
            self.make_upload("A1\n", offer_id=self.ours.id)
        self.assertFalse(self.get_codes())

    def test_other_companies(self):
        upload = self.make_upload("A1\n")
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        user = self.make_user(
            "manager", login="elsewhere", company_id=elsewhere.id, company_ids=[Command.set(elsewhere.ids)]
        )
        for act in ("action_upload", "action_withdraw"):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
                getattr(upload.with_user(user), act)()
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            upload.with_user(user).create({"offer_id": self.theirs.id, "file": base64.b64encode(b"A1")})

    # --- reading ---

    def read_text(self, text):
        data = text.encode()
        form = guess_format(data)
        column, heading = guess_layout(rows(data, form))
        return [(line.code, line.problem) for line in read_codes(rows(data, form), column, heading)]

    def test_columns_and_headings(self):
        self.assertEqual(self.read_text("Gutscheincode\nA1\n"), [("A1", None)])
        self.assertEqual(self.read_text("کد تخفیف,فروشگاه\nA1,x\n"), [("A1", None)])
        self.assertEqual(self.read_text("CODE10\nCODE11\n"), [("CODE10", None), ("CODE11", None)])
        self.assertEqual(self.read_text("shop,A1\nshop,A2\n"), [("A1", None), ("A2", None)])
        self.assertEqual(self.read_text("\ufeff A1 \u200b\nA1\n"), [("A1", None), ("A1", "twice")])
        self.assertEqual(self.read_text("A1\na1\n"), [("A1", None), ("a1", None)])
        self.assertEqual(self.read_text('code,x\nA1,x\nB"2,"y"z\nC3,x\n')[0], ("A1", None))
