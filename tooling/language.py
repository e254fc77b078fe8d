"""Another language for the back office."""

import re

from . import ui


def set_for_admin(site, name, code):
    """Load a language into a database, once, and set it for admin."""
    if not re.fullmatch(r"[a-z]{2,3}(_[A-Z0-9]+)?(@[a-z]+)?", code):
        raise ui.ClubError(f"--lang {code}: write the language like fa_IR")
    query = (
        "SELECT 1 FROM res_users u JOIN res_partner p ON p.id = u.partner_id "
        f"JOIN res_lang l ON l.code = p.lang AND l.active WHERE u.login = 'admin' AND p.lang = '{code}'"
    )
    if site.databases.sql(query, name):
        return
    with ui.step(f"Load the language {code} and set it for admin"):
        site.inside("set_language", name, code)
