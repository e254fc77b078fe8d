from . import club_preset, program_copy
