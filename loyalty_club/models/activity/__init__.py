from . import activity
