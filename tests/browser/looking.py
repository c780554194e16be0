"""A window of the browser that notes what goes wrong, and looks at a page in every light."""

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, ViewportSize

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Without `preload` it would ask for the style sheets again, which the policy refuses.
AXE = {"runOnly": RULES, "resultTypes": ["violations"], "preload": False}
# The words alone: all that it found out takes longer to hand over than to find out.
VIOLATIONS = """
async ([within, options]) => (await axe.run(within ?? document, options)).violations.map((one) =>
  `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 150))}`)
"""
NOTE_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`refused by the policy: ${event.effectiveDirective} ${event.blockedURI}`));
"""

# It begins by a timer, which on a busy machine is later than the page's end.
HTMX_BEGAN = "() => window.htmx && new Promise((done) => setTimeout(done))"

WIDE: ViewportSize = {"width": 1440, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 844}
LOOKS = ((WIDE, "light"), (WIDE, "dark"), (NARROW, "light"), (NARROW, "dark"))
# By their numbers: two looks have both widths and both schemes between them.
CHECKED = {2: (0, 3), 1: (2,), 0: ()}


@contextmanager
def another_page(page: Page) -> Iterator[None]:
    """Until what is pressed has led to it, and its script has begun. To fetch a form into
    the page looks like a way to another one too, so that is waited for before."""
    with page.expect_navigation():
        yield
    page.evaluate(HTMX_BEGAN)


class Window:
    """Addresses are those of the office, or begin with a slash."""

    def __init__(self, context: BrowserContext, site: str, base: str):
        self.context, self.site, self.base = context, site, base
        self.faults: list[str] = []
        self.expected_statuses: set[int] = set()
        self.unreachable: list[str] = []  # sites that a page may ask, and that are not there
        context.add_init_script(NOTE_VIOLATIONS)
        context.on("request", self.note_request)
        context.on("console", self.note_console)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        context.on("dialog", lambda dialog: self.faults.append(f"dialog: {dialog.message}"))
        self.page: Page = context.new_page()

    def note_request(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:", *self.unreachable)):
            self.faults.append(f"request to {request.url}")

    def note_console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        if any(f"status of {status}" in message.text for status in self.expected_statuses):
            return
        if not message.location["url"].startswith(tuple(self.unreachable)):
            self.faults.append(f"console: {message.text} at {message.location['url']}")

    def check(self) -> None:
        """What went wrong since the last time that somebody asked."""
        found, self.faults = self.faults, []
        assert not found, "\n".join(found)

    def expect(self, *statuses: int) -> None:
        """The browser tells of refused requests in the console; these are meant."""
        self.expected_statuses |= set(statuses)

    def cut_off(self, address: str) -> None:
        """As where there is no internet."""
        self.unreachable.append(address)
        self.context.route(f"{address}**", lambda route: route.abort())

    def go(self, path: str) -> Page:
        self.page.goto(path if path.startswith("/") else self.base + path)
        self.page.evaluate(HTMX_BEGAN)
        return self.page

    def looks(self) -> Iterator[str]:
        """The open page at both widths, light and dark."""
        for number, (look, scheme) in enumerate(LOOKS):
            self.look_at(number)
            yield f"{look['width']} {scheme}"

    def look_at(self, number: int) -> None:
        look, scheme = LOOKS[number]
        self.page.set_viewport_size(look)
        self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]

    def problems(self, *, times: int = 2, within: str | None = None) -> list[str]:
        """What is wrong with the open page to look at: too wide, or not for everyone to use.

        The latter takes its time; `times` is in how many of the looks it is checked.
        """
        found: list[str] = []
        for number, look in enumerate(self.looks()):
            found += [f"{look}: {words}" for words in self.too_wide()]
            if number in CHECKED[times]:
                found += [f"{look}: {words}" for words in self.shut_out(within)]
        return found

    def too_wide(self) -> list[str]:
        return [
            f"scrolls sideways, by {over} px"
            for over in [
                self.page.evaluate(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                )
            ]
            if over > 0
        ]

    def shut_out(self, within: str | None) -> list[str]:
        """By the rules of WCAG 2.2 AA, as far as a program can tell."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        found: list[str] = self.page.evaluate(VIOLATIONS, [within, AXE])
        return found
