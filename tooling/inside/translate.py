"""Write the module's .pot and merge it into its .po files."""

import io
import sys
from pathlib import Path

import polib

from .odoo_environment import opened

MODULE = "loyalty_club"


def main(database, folder):
    folder = Path(folder)
    with opened(database, log_level="error") as env:
        from odoo.tools.translate import trans_export

        buffer = io.BytesIO()
        trans_export(None, [MODULE], buffer, "po", env)
    template = polib.pofile(buffer.getvalue().decode())
    for name in ("POT-Creation-Date", "PO-Revision-Date"):
        template.metadata.pop(name, None)  # the same strings give the same file
    template.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    template.save(folder / f"{MODULE}.pot")
    for path in sorted(folder.glob("*.po")):
        _merge(path, template)


def _merge(path, template):
    translated = {entry.msgid: entry.msgstr for entry in polib.pofile(str(path)) if not entry.obsolete}
    merged = polib.POFile(wrapwidth=template.wrapwidth)
    merged.metadata = {**template.metadata, "Language": path.stem}
    for entry in template:
        merged.append(
            polib.POEntry(
                msgid=entry.msgid, msgstr=translated.get(entry.msgid, ""), occurrences=entry.occurrences,
                comment=entry.comment, flags=entry.flags,
            )
        )  # fmt: skip
    merged.save(str(path))
    print(f"{path.name}: {len(merged.untranslated_entries())} of {len(merged)} strings are to be translated")


if __name__ == "__main__":
    main(*sys.argv[1:])
