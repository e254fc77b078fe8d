from . import asking
