from . import activity, earning, extends, ledger, purchase_import, reward, templates, tier
