from . import asking
from . import results
