"""Text as people mean it: without case, accents or punctuation."""

from functools import lru_cache
from unicodedata import category, combining, normalize

# Letters that Unicode does not take apart.
PLAIN = str.maketrans(
    {
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
)


@lru_cache(10_000)  # the same names of people, places and employers, again and again
def fold(text: str) -> str:
    """`Łukasz  O’Brien-Søren` becomes `lukasz o brien soren`; 李 and דוד stay as they are."""
    if not text.isascii():
        taken_apart = normalize("NFKD", normalize("NFKD", text).casefold())
        plain = "".join(mark for mark in taken_apart if not _is_accent(mark)).translate(PLAIN)
        text = normalize("NFC", plain)
    return " ".join("".join(mark if _is_of_a_word(mark) else " " for mark in text.lower()).split())


def _is_accent(mark: str) -> bool:
    """Hebrew and Arabic points (10 to 35), accents proper (from 200).

    The classes below and between belong to the letter: the voicing of kana, the signs of
    Indian scripts, the vowels of Thai.
    """
    of_class = combining(mark)
    return 10 <= of_class <= 35 or of_class >= 200


def _is_of_a_word(mark: str) -> bool:
    return category(mark)[0] in "LMN"
