from . import ledger, tier

# isort: split
from . import earning, extends, purchase_import, reward, templates

# isort: split
from . import activity, till  # extends what the ledger and the documents define
