"""The thin glue between ``./club import`` and the module's import of purchases."""

import argparse
import sys

from .odoo_environment import opened


def show_progress(done, total, text=""):
    """Draw a bar on a terminal; elsewhere say every tenth."""
    share = done / total if total else 1
    if sys.stderr.isatty():
        bar = ("#" * int(share * 40)).ljust(40)
        print(f"\r[{bar}] {share:4.0%} {text}", end="\n" if done >= total else "", file=sys.stderr, flush=True)
    elif int(share * 10) > show_progress.tenths:
        show_progress.tenths = int(share * 10)
        print(f"  {share:4.0%} {text}", file=sys.stderr, flush=True)


show_progress.tenths = -1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("database")
    parser.add_argument("path")
    parser.add_argument("--program", default="")
    parser.add_argument("--sample", default="")
    options = parser.parse_args()
    with opened(options.database) as env:
        from odoo.exceptions import UserError

        if "loyalty.import.purchase" not in env:
            sys.exit("club: the module has no import of purchases yet")
        try:
            summary = env["loyalty.import.purchase"]._import_file_from_command_line(
                options.path,
                program_name=options.program or None,
                sample=options.sample or None,
                progress=show_progress,
            )
        except UserError as error:
            env.cr.rollback()
            sys.exit(f"club: {error}")
        env.cr.commit()
        print(summary)


if __name__ == "__main__":
    main()
