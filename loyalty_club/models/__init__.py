from . import ledger, earning, extends
