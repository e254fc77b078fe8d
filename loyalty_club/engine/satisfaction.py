"""Scores of surveys: the net promoter score and satisfaction in per cent."""

PROMOTER, PASSIVE, DETRACTOR = "promoter", "passive", "detractor"
NPS = {PROMOTER: 100, PASSIVE: 0, DETRACTOR: -100}
"""What each answer adds to the mean that is the net promoter score (Reichheld 2003: per cent of promoters less per cent
of detractors)."""


def get_group(score):
    """Who answered "Would you recommend us?" in this way.

    :param int score: 0 to 10
    :return: ``promoter`` (9 and 10), ``passive`` (7 and 8) or ``detractor``

    >>> [get_group(score) for score in (10, 9, 8, 7, 6, 0)]
    ['promoter', 'promoter', 'passive', 'passive', 'detractor', 'detractor']
    """
    if score >= 9:
        return PROMOTER
    return PASSIVE if score >= 7 else DETRACTOR


def get_percent(score, lowest, highest):
    """A score on its scale, in per cent.

    :raise ValueError: the scale has no length

    >>> get_percent(4, 1, 5)
    75.0
    """
    if highest <= lowest:
        raise ValueError(f"A scale from {lowest} to {highest} measures nothing.")
    share = (score - lowest) / (highest - lowest)
    return round(100 * min(max(share, 0), 1), 2)
