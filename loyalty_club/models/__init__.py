from . import earning, extends, ledger, purchase_import
