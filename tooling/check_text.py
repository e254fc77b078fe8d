"""Small checks on text files that no other hook makes: ``python3 -m tooling.check_text FILE ...``."""

import re
import sys
from pathlib import Path

FAULTS = {
    "white space at the end of a line": re.compile(r"[ \t]+$"),
    "a conflict marker": re.compile(r"^(<{7}|>{7}) "),
    "a carriage return": re.compile(r"\r"),
    "the path of one machine": re.compile(r"(?<![\w.~}/])/(?:root|home/\w+|work)/"),
    "the host of a package registry": re.compile(r"(?:pypi|npmjs|debian|pythonhosted)\.(?:org|com)\b", re.IGNORECASE),
}
ENDS_KEPT = {".po", ".pot", ".md"}


def faults(text, suffix=""):
    """Return ``(line number, fault)`` for a file's text.

    >>> faults("fine\\n")
    []
    >>> faults("not fine \\nno end of line")
    [(1, 'white space at the end of a line'), (2, 'no end of line at the end of the file')]
    """
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        for fault, pattern in FAULTS.items():
            if pattern.search(line) and not (fault.startswith("white space") and suffix in ENDS_KEPT):
                found.append((number, fault))
    if text and not text.endswith("\n"):
        found.append((text.count("\n") + 1, "no end of line at the end of the file"))
    return found


def main(paths):
    status = 0
    for path in map(Path, paths):
        if path.resolve() == Path(__file__).resolve():
            continue
        try:
            text = path.read_bytes().decode()
        except UnicodeDecodeError:
            continue
        for number, fault in faults(text, path.suffix):
            print(f"{path}:{number}: {fault}")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
