from . import test_ledger_posting
