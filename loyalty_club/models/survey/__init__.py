from . import asking
from . import results
from . import asking, rewarding
