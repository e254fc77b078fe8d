"""Load a language and set it for admin (the website gets it as well)."""

import sys

from .odoo_environment import opened


def main(database, code):
    with opened(database, log_level="error") as env:
        lang = env["res.lang"].with_context(active_test=False).search([("code", "=", code)])
        if not lang:
            sys.exit(f"Odoo knows no language {code}")
        env["base.language.install"].create({"lang_ids": [(6, 0, lang.ids)], "overwrite": False}).lang_install()
        if "website" in env:
            env["website"].search([]).language_ids |= lang
        env.ref("base.user_admin").lang = code
        env.cr.commit()


if __name__ == "__main__":
    main(*sys.argv[1:])
