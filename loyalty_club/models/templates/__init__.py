from . import club_preset
