"""Bring the translation files up to date with the strings of the module.

Writes loyalty_club/i18n/loyalty_club.pot and merges it into every .po beside it: new strings are added empty, strings
that are gone leave, translations stay. Says how many strings of each language are still to be translated.
"""

import os

from .. import cache, database, module, site, ui


def arguments(parser):
    pass


def call(options):
    with site.opened() as here:
        template = here.club_template()
        here.databases.drop_left_over()
        name = f"{database.TEST_PREFIX}{os.getpid()}"
        here.databases.copy(template, name)
        try:
            with ui.step("Read the strings of the module"):
                here.inside("translate", name, cache.REPOSITORY / module.NAME / "i18n")
        finally:
            here.databases.drop(name)
