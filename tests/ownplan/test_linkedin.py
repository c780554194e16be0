"""LinkedIn's list, however it was downloaded, saved again, or mistaken for something else."""

import io
from datetime import date

import pytest

from app.ownplan.linkedin import (
    LANGUAGES,
    Connection,
    NotTheList,
    Trouble,
    connections_in,
    day_of,
)

NOTES = (
    'Notes:\n"When exporting your connection data, you may notice that some of the email addresses'
    ' are missing. You can learn more here https://www.linkedin.com/help/linkedin/answer/261"\n\n'
)
HEADER = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
GRACE = "Grace,Kim,https://www.linkedin.com/in/grace-kim,,Abbott,Recruiter,12 Mar 2024\n"
READ = Connection(
    "Grace", "Kim", "https://www.linkedin.com/in/grace-kim", "Abbott", "Recruiter", "12 Mar 2024"
)


def read(content: bytes) -> list[Connection]:
    return list(connections_in(io.BytesIO(content)))


@pytest.mark.parametrize(
    "text",
    [
        NOTES + HEADER + GRACE,
        HEADER + GRACE,
        "Notes:\nsome,words,with,many,commas,in,them\n" * 5 + HEADER + GRACE,
        GRACE,
        (NOTES + HEADER + GRACE).replace("\n", "\r\n"),
        HEADER + GRACE + "\n\n",
        HEADER + GRACE.replace("Kim", "K\0im"),
    ],
    ids=["notes", "no notes", "long notes", "no header", "Windows", "blank lines", "NULs"],
)
def test_it_is_found_behind_whatever_stands_before_it(text: str) -> None:
    assert read(text.encode()) == [READ]


@pytest.mark.parametrize(
    "header",
    [
        "Nombre,Apellidos,URL,Dirección de correo electrónico,Empresa,Cargo,Conectado el\n",
        "Prénom,Nom,URL,Adresse e-mail,Entreprise,Poste,Connexion le\n",
        "Vorname,Nachname,URL,E-Mail-Adresse,Unternehmen,Position,Verbunden am\n",
        "Nome,Sobrenome,URL,Endereço de e-mail,Empresa,Cargo,Conectado em\n",
        "名,姓,URL,メール,会社,役職,つながった日\n",
    ],
)
def test_the_columns_may_be_named_in_another_language(header: str) -> None:
    assert read((NOTES + header + GRACE).encode()) == [READ]


def test_the_columns_may_stand_in_another_order_and_without_profiles() -> None:
    text = "Last Name,First Name,Connected On,Company\nKim,Grace,12 Mar 2024,Abbott\n"
    text = text.replace("Company\n", "Company,Position\n").replace("Abbott\n", "Abbott,\n")
    assert read(text.encode()) == [Connection("Grace", "Kim", company="Abbott", on="12 Mar 2024")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_it_may_have_been_saved_again_by_a_spreadsheet(encoding: str, delimiter: str) -> None:
    text = (HEADER + GRACE.replace("Kim", "Núñez")).replace(",", delimiter)
    (found,) = read(text.encode(encoding))
    assert (found.last, found.company, found.on) == ("Núñez", "Abbott", "12 Mar 2024")


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"", Trouble.EMPTY),
        (b" \r\n\r\n", Trouble.EMPTY),
        (b"PK\x03\x04" + b"\0" * 100, Trouble.ZIP),
        (b"\xef\xbb\xbf<!DOCTYPE html><html><body>Sign in</body></html>", Trouble.PAGE),
        (b"\n\n<HTML><body>", Trouble.PAGE),
        (NOTES.encode(), Trouble.OTHER),
        (HEADER.replace("Company", "Firmenname").encode(), Trouble.OTHER),
        (b"a,b,c\n1,2,3\n", Trouble.OTHER),
        (b"\0" * 10_000, Trouble.OTHER),
        (b"\xff" * 10_000, Trouble.OTHER),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, Trouble.OTHER),
        (HEADER.encode() + b'"' + b"x" * 200_000, Trouble.OTHER),
    ],
)
def test_what_is_something_else_is_told_as_what_it_is(content: bytes, trouble: Trouble) -> None:
    with pytest.raises(NotTheList) as refused:
        read(content)
    assert refused.value.trouble is trouble


def test_a_list_of_nobody_is_a_list() -> None:
    assert read((NOTES + HEADER).encode()) == []


@pytest.mark.parametrize(
    "text",
    [
        "12 Mar 2024", "12 mars 2024", "12 März 2024", "12 mar. 2024", "12 de mar. de 2024",
        "12-Mar-24", "Mar 12, 2024", "March 12, 2024", "2024-03-12", "12. März 2024",
        "2024年3月12日", "12 mart 2024", "12 marzo 2024",
    ],
)  # fmt: skip
def test_a_day_is_read_as_each_language_writes_it(text: str) -> None:
    assert day_of(text) == date(2024, 3, 12)


@pytest.mark.parametrize(
    "text",
    ["", "03/04/2024", "31 Feb 2024", "12 Foo 2024", "12 2024", "Mar Apr 12 2024", "9" * 500],
)
def test_a_day_is_never_guessed(text: str) -> None:
    assert day_of(text) is None


def test_no_name_of_a_month_means_two_of_them() -> None:
    from babel import Locale

    from app.cycle.folding import fold

    meant: dict[str, set[int]] = {}
    for language in LANGUAGES:
        for kind in Locale(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in kind[width].items():
                    meant.setdefault(fold(name), set()).add(number)
    assert {name: months for name, months in meant.items() if len(months) > 1} == {}


def test_more_lines_than_anybody_has_people_are_not_read() -> None:
    """Each costs time, however short it is."""
    with pytest.raises(NotTheList) as refused:
        read((HEADER + "a,b,,,c,d,1\n" * 120_000).encode())
    assert refused.value.trouble is Trouble.TOO_LARGE
