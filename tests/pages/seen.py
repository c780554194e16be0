"""A page as a person sees it: its words, rows, fields and buttons."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bs4 import BeautifulSoup, Tag
from httpx2 import Response


def words(tag: Tag | BeautifulSoup | None) -> str:
    return " ".join(tag.get_text(" ").split()) if tag else ""


@dataclass(frozen=True)
class Row:
    """One client of the list."""

    tag: Tag

    @property
    def id(self) -> str:
        return str(self.tag["id"]).removeprefix("row-")

    @property
    def cells(self) -> list[Tag]:
        return self.tag.find_all("td")

    @property
    def name(self) -> str:
        return words(self.tag.select_one("a.name"))

    @property
    def state(self) -> str:
        return words(self.tag.select_one(".state"))

    @property
    def standing(self) -> str:
        """What has not happened, without the state before it."""
        return words(self.cells[1]).removeprefix(self.state).strip()

    @property
    def late(self) -> str:
        return words(self.cells[3])

    @property
    def buttons(self) -> list[str]:
        """Their visible words."""
        found = [BeautifulSoup(str(one), "html.parser") for one in self.tag.select(PRESSED)]
        for one in found:
            for hidden in one.select(".vh"):
                hidden.decompose()
        return [words(one) for one in found]

    @property
    def form(self) -> dict[str, str]:
        return fields_of(self.tag.form)


PRESSED = "td:last-child button, td:last-child a.btn, td:last-child summary"


def fields_of(form: Tag | None) -> dict[str, str]:
    """What a browser would send of it, its buttons aside."""
    assert form is not None
    return dict(fields_in(form))


def fields_in(form: Tag) -> Iterator[tuple[str, str]]:
    for field in form.select("input[name], textarea[name], select[name]"):
        name = str(field["name"])
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            yield name, str(chosen["value"]) if chosen else ""
        elif field.name == "textarea":
            yield name, field.get_text().removeprefix("\n")
        elif field.get("type") not in ("checkbox", "radio") or field.has_attr("checked"):
            yield name, str(field.get("value", ""))


class Seen:
    def __init__(self, response: Response):
        self.response = response
        self.status = response.status_code
        self.headers = response.headers

    @cached_property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.response.text, "html.parser")

    @property
    def text(self) -> str:
        return words(self.soup.body or self.soup)

    @property
    def title(self) -> str:
        return words(self.soup.h1)

    def words_of(self, selector: str) -> str:
        return words(self.soup.select_one(selector))

    def all_words_of(self, selector: str) -> list[str]:
        return [words(tag) for tag in self.soup.select(selector)]

    # The list

    @property
    def rows(self) -> list[Row]:
        return [Row(tag) for tag in self.soup.select("tr[id^=row-]")]

    @property
    def names(self) -> list[str]:
        return [row.name for row in self.rows]

    @property
    def tabs(self) -> dict[str, int]:
        """Each tab's label and number."""
        found = {}
        for tab in self.soup.select("#tabs a"):
            label, _, count = words(tab).rpartition(" ")
            found[label] = int(count)
        return found

    def tab_address(self, label: str) -> str:
        tabs = self.soup.select("#tabs a")
        return next(str(tab["href"]) for tab in tabs if words(tab).rpartition(" ")[0] == label)

    @property
    def next_address(self) -> str | None:
        link = self.soup.select_one("a[rel=next]")
        return str(link["href"]) if link else None

    # A form

    @property
    def form(self) -> dict[str, str]:
        return fields_of(self.soup.find("form", attrs={"aria-labelledby": "form-title"}))

    def error_at(self, name: str) -> str:
        """What is said beside the field, which must name it as its description."""
        control = self.soup.select_one(f"#f-{name}")
        error = self.soup.select_one(f"#f-{name}-error")
        if error is None:
            return ""
        assert control is not None
        assert control["aria-invalid"] == "true"
        assert f"f-{name}-error" in str(control["aria-describedby"]).split()
        return words(error).removeprefix("Error: ")

    def link(self, label: str) -> str:
        return next(str(a["href"]) for a in self.soup.select("a[href]") if words(a) == label)

    def form_with(self, button: str) -> tuple[str, dict[str, str]]:
        """Address and fields of the form that has this button."""
        for form in self.soup.select("form"):
            if any(words(one) == button for one in form.select("button")):
                return str(form["action"]), fields_of(form)
        raise AssertionError(f"no form has the button “{button}”")
