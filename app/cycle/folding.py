"""Text as people mean it: without case, accents or punctuation."""

import re
from collections.abc import Callable
from functools import lru_cache
from unicodedata import category, combining, normalize

# Letters that Unicode does not take apart.
PLAIN = {
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ħ": "h",
    "ı": "i",
    "ŧ": "t",
    "ŋ": "n",
    "ĸ": "k",
}


NUMBER = re.compile(r"(\d+)")


class Letters(dict[int, str]):
    """What becomes of each character, worked out where one is first met: for `str.translate`."""

    def __init__(self, becomes: Callable[[str], str]):
        self._becomes = becomes

    def __missing__(self, code: int) -> str:
        found = self[code] = self._becomes(chr(code))
        return found


WITHOUT_ACCENTS = Letters(lambda mark: "" if _is_accent(mark) else PLAIN.get(mark, mark))
OF_WORDS = Letters(lambda mark: mark if category(mark)[0] in "LMN" else " ")


@lru_cache(10_000)  # the same names of people, places and employers, again and again
def fold(text: str) -> str:
    """`Łukasz  O’Brien-Søren` becomes `lukasz o brien soren`; 李 and דוד stay as they are."""
    if not text.isascii():
        taken_apart = normalize("NFKD", normalize("NFKD", text).casefold())
        text = normalize("NFC", taken_apart.translate(WITHOUT_ACCENTS))
    return " ".join(text.lower().translate(OF_WORDS).split())


def as_counted(text: str) -> tuple[list[str | int], str]:
    """By which names stand as people count: `4MBA` before `10MBA`."""
    parts = NUMBER.split(fold(text))
    return [int(part) if place % 2 else part for place, part in enumerate(parts)], text


def _is_accent(mark: str) -> bool:
    """Hebrew and Arabic points (10 to 35), accents proper (from 200).

    The classes below and between belong to the letter: the voicing of kana, the signs of
    Indian scripts, the vowels of Thai.
    """
    of_class = combining(mark)
    return 10 <= of_class <= 35 or of_class >= 200
