from . import code_address
