"""What is sent by mistake and on purpose, for any field there is."""

from urllib.parse import quote

MARKUP = [
    "<img src=x onerror=alert(1)>\"><script>alert('x')</script>",
    "' hx-get='/logout' hx-trigger='load' \" hx-on:click=\"alert(1)\" x=\"",
]
# Where one store could have it another way than the other.
STRANGE_TO_STORES = [
    "=cmd|' /C calc'!A0'; DROP TABLE clients; --",
    "",
    "\u202ekram drahcir\u200b\ufeff",  # right to left, and of no width
    "e\u0301" * 150 + "😀",  # 300 characters, 150 letters
    "9999-12-31",
    "9223372036854775808",
]
# Where the type of a field alone says whether it can be.
STRANGE_TO_TYPES = [
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %} %s%d{0}%(x)s:x",
    "   \t ",
    "1_0",
    "2026-02-30",
    "1899-12-31",
    "２０２６-05-03",
    "2026-05-03T00:00:00Z",
    "NaN",
]
# Texts that no field may take.
NUL = "a\0b"
TOO_LONG = "x" * 100_000
CONTROLS = ["a\x1bb", "a\x7fb", "a\x85b", "\b"]

# As JSON is written, since not all of it can be said in Python; no field may take any of these.
NEVER_JSON = [
    '"a\\u0000b"',
    '"\\ud800"',
    f'"{TOO_LONG}"',
    "NaN",
    "-Infinity",
    "1e999",
    "9223372036854775808",
    "1" * 400,
    "0.5",
    '["x"]',
    '{"$ne": null}',
    "[" * 50 + "]" * 50,
]
MAYBE_JSON = ["null", "true", "-1"]

# As forms are written.
NEVER_FORM = ["a%00b", quote(TOO_LONG), *(quote(text) for text in CONTROLS)]
# Bytes that are no UTF-8: read as U+FFFD, as browsers do, or refused.
MAYBE_FORM = [
    "%ED%A0%80",
    "%FF%FE%C0%AE",
    *map(quote, MARKUP),
    *map(quote, ["", "   \t ", "1_0", "2026-02-30", "9999-12-31", "9223372036854775808"]),
]
