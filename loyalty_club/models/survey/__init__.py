from . import asking

# isort: split
from . import rewarding

# isort: split
from . import results
