from . import file_run
