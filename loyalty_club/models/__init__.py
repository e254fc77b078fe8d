from . import ledger, earning, extends, purchase_import
