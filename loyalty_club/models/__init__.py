from . import code_address, file_run, ledger, tier

# isort: split
from . import earning, extends, purchase_import, reward, templates

# isort: split
from . import activity, link, message, till  # extends what the ledger and the documents define

# isort: split
from . import home, join, membership, referral, shop  # the member at home

# isort: split
from . import coalition  # asks for tiers, memberships and documents

# isort: split
from . import feedback

# isort: split
from . import communication, news  # told by the gate in message

# isort: split
from . import survey  # asks after what all of these do, opens cases
