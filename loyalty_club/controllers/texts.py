"""What visitors typed, or forged."""


def plain(text, most=None):
    """A text that the database can hold: without the character 0, and empty where a file or nothing was sent.

    :param int most: so many characters of it
    """
    return text.replace("\0", "")[:most] if isinstance(text, str) else ""
