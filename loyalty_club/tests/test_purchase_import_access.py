import base64

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .purchase_import_case import ImportCase


@tagged("post_install", "-at_install")
class TestPurchaseImportAccess(ImportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        roles = ("salesperson", "sales_manager", "cashier", "club_user", "manager", "auditor", "portal")
        cls.users = {role: cls.make_user(role) for role in roles}

    def values(self, **values):
        content = base64.b64encode(b"customer id,date,amount\nA,2025-01-01,10\nA,2025-01-02,-3\nA,2025-01-03,x\n")
        return {"program_id": self.club.id, "file": content, "filename": "p.csv", **values}

    def test_a_manager_imports(self):
        """Without any other right: customers, accounts and entries are made by the import."""
        model = self.env["loyalty.import.purchase"].with_user(self.users["manager"])
        record = model.create(self.values())
        record.action_read()
        self.assertIn("3.00", record.preview)
        self.assertTrue(record.rules_text)
        record.action_check()
        self.assertIn("not a number", record.rejection_text)
        record.action_change()
        record.action_check()
        record.action_import()
        self.assertEqual(self.get_card("A").points, 7)
        self.assertEqual(self.get_card("A").ledger_ids.create_uid, self.users["manager"])
        record.action_open_entries()
        self.assertIn("rejected.csv", record.action_download_rejected()["url"])
        self.assertLedger()

    def test_nobody_else_does(self):
        record = self.make_import(["A,2025-01-01,10"])
        for role in ("salesperson", "sales_manager", "cashier", "club_user", "auditor", "portal"):
            user = self.users[role]
            with self.subTest(role=role):
                with self.assertRaises(AccessError):
                    self.env["loyalty.import.purchase"].with_user(user).create(self.values())
                for action in ("action_read", "action_check", "action_import", "action_change", "unlink"):
                    with self.assertRaises(AccessError):
                        getattr(record.with_user(user), action)()
                        self.env.flush_all()
                with self.assertRaises(AccessError):
                    record.with_user(user).write({"state": "done"})
        self.assertFalse(self.get_card("A"))

    def test_an_auditor_reads(self):
        record = self.run_import(["A,2025-01-01,10", "A,2025-01-02,x"]).with_user(self.users["auditor"])
        self.assertEqual((record.new_count, record.state, record.column_ids[0].heading), (1, "done", "customer id"))
        self.assertTrue(record.rejection_text and record.rejected_file)
        self.assertEqual(
            len(self.Entry.with_user(self.users["auditor"]).search(record.action_open_entries()["domain"])), 1
        )
        for role in ("salesperson", "cashier", "club_user"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                record.with_user(self.users[role]).new_count  # noqa: B018

    def test_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        club = self.make_club(company_id=other.id)
        record = self.run_import(["A,2025-01-01,10"], program_id=club.id)
        manager = self.users["manager"]
        self.assertFalse(self.env["loyalty.import.purchase"].with_user(manager).search([("id", "=", record.id)]))
        with self.assertRaises(AccessError):
            record.with_user(manager).new_count  # noqa: B018
        with self.assertRaises(AccessError):
            self.env["loyalty.import.purchase"].with_user(manager).create(self.values(program_id=club.id))
        waiting = self.make_import(["B,2025-01-01,10"], program_id=club.id)
        with self.assertRaises(AccessError):
            waiting.with_user(manager).action_import()

    def test_what_came_of_it_cannot_be_written(self):
        """Figures and the state are kept by the import, also against a manager's remote call."""
        record = self.make_import(["A,2025-01-01,10"]).with_user(self.users["manager"])
        for values in ({"state": "done"}, {"new_count": 5}, {"rejected_file": b"eA=="}, {"created_count": 1}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                record.write(values)
        with self.assertRaises(AccessError):
            record.create(self.values(state="done"))
