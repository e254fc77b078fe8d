from . import earning, extends, ledger, purchase_import, reward, templates, tier

from . import activity  # isort: skip  # extends what the ledger and the documents define
