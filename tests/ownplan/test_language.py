"""A client's own pages in their own language: chosen by the browser or by hand, and complete."""

import re
from collections.abc import Iterator
from datetime import date
from gettext import NullTranslations
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup, NavigableString

from app.drafts.texts import GAPS
from app.web import language
from app.web.language import Language, chosen
from tests.ownplan.conftest import GiveLink, Holder
from tests.pages.conftest import Import
from tests.pages.stories import GRACE, thanked

LOCALE = Path(__file__).parent.parent.parent / "locale"
SPANISH = {"Accept-Language": "es-MX,es;q=0.9,en;q=0.5"}


def catalogue(name: str) -> dict[Any, Message]:
    with (LOCALE / name).open("rb") as file:
        return {message.id: message for message in read_po(file) if message.id}


def test_each_sentence_of_the_pages_has_its_spanish() -> None:
    wanted, spanish = catalogue("regards.pot"), catalogue("es.po")
    assert len(wanted) > 250
    assert set(wanted) == set(spanish)
    for message in spanish.values():
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(said), message.id
        assert not message.fuzzy, message.id


def test_each_translation_names_what_its_sentence_names() -> None:
    for message in catalogue("es.po").values():
        one = message.id if isinstance(message.id, str) else message.id[1]
        for said in message.string if isinstance(message.string, tuple) else (message.string,):
            named = set(re.findall(r"%\((\w+)\)", said))
            assert named <= set(re.findall(r"%\((\w+)\)", one)), message.id
            if isinstance(message.id, str):
                assert named == set(re.findall(r"%\((\w+)\)", one)), message.id


def test_spanish_says_tu_and_fits_whoever_reads_it() -> None:
    for message in catalogue("es.po").values():
        for said in message.string if isinstance(message.string, tuple) else (message.string,):
            formal = re.search(r"\b(usted|asesor|su (plan|código)|pida|busque|avise)\b", said, re.I)
            assert formal is None, said


@pytest.mark.parametrize(
    ("kept", "accepted", "spoken"),
    [
        (None, "", "en"), (None, "es", "es"), (None, "es-MX,es;q=0.9,en;q=0.8", "es"),
        (None, "en-US,en;q=0.9,es;q=0.8", "en"), (None, "de,fr;q=0.5", "en"),
        (None, "de,es;q=0.5,en;q=0.4", "es"), (None, "es;q=0,en", "en"), ("es", "en", "es"),
        ("en", "es", "en"), ("xx", "es", "es"), (None, "es;q=much,en;q=0.1", "en"),
        (None, ";;,,q=", "en"), (None, "*", "en"),
    ],
)  # fmt: skip
def test_what_was_chosen_comes_before_what_the_browser_asks_for(
    kept: str | None, accepted: str, spoken: str
) -> None:
    assert chosen(kept, accepted).tag == spoken


def test_the_plan_is_spanish_where_the_browser_is(maya: Holder) -> None:
    maya.http.headers.update(SPANISH)
    seen = maya.sees()
    assert seen.words_of("#now h2") == "Conéctate con Grace Kim en LinkedIn"
    assert seen.soup.select_one("html")["lang"] == "es"  # type: ignore[index]
    assert seen.headers["content-language"] == "es"
    assert "Accept-Language" in seen.headers["vary"]


def test_days_are_written_as_the_language_does(maya: Holder, today: date) -> None:
    maya.http.headers.update(SPANISH)
    months = (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    )
    assert re.search(rf"\d+ de ({months.replace(' ', '|')})", maya.sees().text)


def test_a_language_chosen_by_hand_is_kept(maya: Holder) -> None:
    address, fields = maya.sees().form_with("Español")
    assert fields | {"language": "es"} == {"language": "es"}
    answer = maya.http.post(address, data={"language": "es"})
    assert answer.status_code == 303
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "Path=/p/" in answer.headers["set-cookie"]
    assert maya.sees().words_of("h1").startswith("El plan de") or "Hola" in maya.sees().text
    maya.http.post(address, data={"language": "en"})
    assert maya.sees().soup.select_one("html")["lang"] == "en"  # type: ignore[index]


def test_a_language_that_is_not_spoken_changes_nothing(maya: Holder) -> None:
    answer = maya.http.post(f"{maya.base}/language", data={"language": "xx"})
    assert (answer.status_code, "set-cookie" in answer.headers) == (404, False)


def test_what_is_wrong_is_said_in_the_language_at_its_field(maya: Holder) -> None:
    maya.http.headers.update(SPANISH)
    for day, words in (("2999-01-01", "aún no ha comenzado"), ("gestern", "debe ser un día")):
        seen = maya.sends(f"{maya.grace}/touches", kind="connected", on=day)
        assert seen.status == 422
        assert words in seen.error_at("on")


def test_a_dead_link_says_so_in_the_language(maya: Holder) -> None:
    answer = maya.http.get("/p/nothing", headers=SPANISH)
    assert "Este enlace no abre nada" in answer.text


def test_the_staffs_pages_stay_english(maya: Holder) -> None:
    answer = maya.http.get("/login", headers=SPANISH)
    assert 'lang="en"' in answer.text


# No sentence that goes past the catalogues: each one that goes through them is put in brackets.


class Bracketed(NullTranslations):
    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, one: str, many: str, n: int) -> str:
        return f"⟦{one if n == 1 else many}⟧"


PSEUDO = Language("en", Locale("en", "GB"), Bracketed())
# Of the office, of people and of the mail, days, and what stays as it is in each language.
AS_IT_IS = re.compile(
    r"Regards|English|Español|LinkedIn|Connections\.csv|CSV|JSON|\S+@\S+|https://\S+"
    r"|\d+ \w+( \d{4})?|[\W\d]*|Grace Kim"
    r"|Abbott|Product Manager|Hiring Manager|Dana Reed|Office|Maya Okafor|Chicago|IL"
)


@pytest.fixture
def bracketed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(language, "ENGLISH", PSEUDO)
    language.language.cache_clear()
    yield
    language.language.cache_clear()


def unbracketed(soup: BeautifulSoup) -> list[str]:
    """Words that stand on the page and went through no catalogue."""
    for data in soup.select("textarea, script, style, title, [dir=auto], bdi, option[value='']"):
        data.extract()
    found = []
    for node in soup.find_all(string=True):
        words = str(node).strip()
        plain = re.sub(r"⟦[^⟦⟧]*⟧", "", words)
        while "⟦" in plain and plain != (inner := re.sub(r"⟦[^⟦⟧]*⟧", "", plain)):
            plain = inner
        parts = [part.strip() for part in re.split("[·,]|:(?!//)", plain)]
        if type(node) is NavigableString and not all(map(AS_IT_IS.fullmatch, parts)):
            found.append(words)
    return found


PAGES = ("plan", "paper", "job", "pause", "message", "connections")


@pytest.mark.parametrize("path", PAGES)
def test_nothing_a_client_reads_goes_past_the_catalogues(
    bracketed: None, maya: Holder, path: str
) -> None:
    seen = maya.sees(path)
    assert "⟦" in seen.text
    assert unbracketed(seen.soup) == []


def test_what_is_to_be_filled_in_is_said_in_the_language(
    give_link: GiveLink, imported: Import, today: date
) -> None:
    imported(thanked(today, 165, GRACE | {"contact_key": "yes"}))
    holder = give_link()
    holder.http.headers.update(SPANISH)
    seen = holder.sees()
    (said,) = [one for one in seen.all_words_of("#now .hint") if "completar" in one]
    assert "algo que ha ido bien" in said
    assert "one thing that went well" not in said
    assert "[one thing that went well]" in seen.words_of("#draft-text")


def test_every_gap_has_words_in_each_language() -> None:
    with language.speaking(language.language("es")):
        assert [gap for gap in GAPS.values() if language.gettext(gap) == gap] == []
