"""Text for renderers that draw one character after the other, from left to right: letters of the Arabic script get the
forms in which they join, and what is read from right to left is turned around. Enough for names and short lines.
"""

import unicodedata

ZWNJ, TATWEEL = "\u200c", "\u0640"
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))


def _read_forms():
    """{letter or ligature: {"isolated", "initial", "medial", "final": how it is drawn}}, from Unicode's own tables."""
    forms = {}
    for code in (*range(0xFB50, 0xFDFC), *range(0xFE80, 0xFEFD)):
        tag, *letters = unicodedata.decomposition(chr(code)).split() or [""]
        text = "".join(chr(int(letter, 16)) for letter in letters)
        if tag in ("<isolated>", "<initial>", "<medial>", "<final>") and (len(text) == 1 or code >= 0xFEF5):
            forms.setdefault(text, {})[tag[1:-1]] = chr(code)
    return forms


_FORMS = _read_forms()


def visual(text: str) -> str:
    """``text`` as it is drawn.

    >>> visual("Ada 42")
    'Ada 42'
    >>> [f"{ord(letter):X}" for letter in visual("سلام")]
    ['FEE1', 'FEFC', 'FEB3']
    """
    clusters = _shape(_get_clusters(text.translate(_INVISIBLE)))
    return "".join(_reorder(clusters)).replace(ZWNJ, "")


def _get_clusters(text):
    """Letters with their marks; lam and alef are one."""
    clusters = []
    for letter in text:
        last = clusters[-1] if clusters else ""
        if last and (unicodedata.combining(letter) or (len(last) == 1 and last + letter in _FORMS)):
            clusters[-1] += letter
        else:
            clusters.append(letter)
    return clusters


def _split(cluster):
    """(what is drawn as one, the marks on it)"""
    base = cluster[:2] if cluster[:2] in _FORMS else cluster[:1]
    return base, cluster[len(base) :]


def _shape(clusters):
    bases = [_split(cluster)[0] for cluster in clusters]
    goes_on = [base == TATWEEL or "initial" in _FORMS.get(base, ()) for base in bases]
    may_end = [base == TATWEEL or "final" in _FORMS.get(base, ()) for base in bases]
    shaped = []
    for place, cluster in enumerate(clusters):
        base, marks = _split(cluster)
        before = place > 0 and goes_on[place - 1] and may_end[place]
        after = place + 1 < len(bases) and goes_on[place] and may_end[place + 1]
        form = {(True, True): "medial", (True, False): "final", (False, True): "initial"}.get((before, after))
        shaped.append(_FORMS.get(base, {}).get(form or "isolated", base) + marks)
    return shaped


def _get_kind(cluster):
    """R, L, N (a number) or a space for what goes with its neighbours."""
    kind = unicodedata.bidirectional(cluster[0])
    return {"R": "R", "AL": "R", "L": "L", "EN": "N", "AN": "N"}.get(kind, " ")


def _reorder(clusters):
    kinds = [_get_kind(cluster) for cluster in clusters]
    base = next((kind for kind in kinds if kind in "LR"), "L")
    for place in range(1, len(kinds) - 1):
        if clusters[place] in "/.,:-" and kinds[place - 1] == kinds[place + 1] == "N":
            kinds[place] = "N"  # dates and amounts stay together
    kinds = [base if cluster in "()[]{}" else kind for cluster, kind in zip(clusters, kinds, strict=True)]
    levels = _get_levels(kinds, base)
    clusters = [_mirror(cluster) if level % 2 else cluster for cluster, level in zip(clusters, levels, strict=True)]
    for level in range(max(levels, default=0), 0, -1):
        start = 0
        while start < len(clusters):
            end = start
            while end < len(clusters) and levels[end] >= level:
                end += 1
            clusters[start:end] = reversed(clusters[start:end])
            levels[start:end] = reversed(levels[start:end])
            start = end + 1
    return clusters


def _get_levels(kinds, base):
    """Even: from left to right. Numbers within words that are read from right to left have level 2."""
    strong, last = [], base
    for kind in kinds:
        last = kind if kind in "LR" else last
        strong.append({" ": " ", "N": "L" if last == "L" else "N"}.get(kind, kind))
    ahead, resolved = base, []
    for place in reversed(range(len(strong))):
        kind = strong[place]
        if kind == " ":
            behind = next((other for other in reversed(strong[:place]) if other != " "), base)
            sides = {"R" if side == "N" else side for side in (behind, ahead)}
            kind = sides.pop() if len(sides) == 1 else base
        else:
            ahead = kind
        resolved.append(kind)
    level = {"R": 1, "N": 2, "L": 0 if base == "L" else 2}
    return [level[kind] for kind in reversed(resolved)]


def _mirror(cluster):
    return cluster.translate(str.maketrans("()[]{}<>«»", ")(][}{><»«"))
