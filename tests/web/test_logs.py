"""No secret reaches the log, whoever writes it."""

import json
import logging
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import structlog
from sqlalchemy.exc import IntegrityError, OperationalError

from app.accounts.tokens import make_token
from app.settings import Settings
from app.web import logs
from app.web.logs import configure_logs
from tests.web.conftest import Told

TOKEN = make_token("rga", uuid4())[0]


@pytest.mark.parametrize(
    "name", ["authorization", "Cookie", "Set-Cookie", "password", "token", "secret_key"]
)
def test_what_is_named_as_a_secret_is_hidden(told: Told, name: str) -> None:
    structlog.get_logger().info("seen", **{name: "hush"}, headers={name: "hush", "host": "here"})
    (line,) = told.lines
    assert line[name] == line["headers"][name] == "[hidden]"
    assert line["headers"]["host"] == "here"
    assert "hush" not in told.text


@pytest.mark.parametrize(
    "words",
    [
        f"GET /p/{TOKEN}/plan.ics",
        f"cut off: {TOKEN[:60]}",
        [(b"authorization", f"Bearer {TOKEN}".encode())],
        {"deep": [{"deeper": TOKEN}]},
        "authorization: Bearer hush",
    ],
    ids=["in a path", "cut off", "in headers", "deep inside", "in words"],
)
def test_tokens_are_hidden_wherever_they_stand(told: Told, words: object) -> None:
    structlog.get_logger().info("seen", words=words)
    logging.getLogger("uvicorn.error").warning("%s", words)
    assert len(told.lines) == 2
    assert TOKEN[:50] not in told.text
    assert "hush" not in told.text
    assert told.text.count("[hidden]") == 2


def test_the_server_speaks_the_same_way(told: Told) -> None:
    logging.getLogger("uvicorn.error").info("Started server process [%d]", 7)
    logging.getLogger("uvicorn").info("Shutting down")
    logging.getLogger("some.library").warning("odd")
    logging.getLogger("some.library").info("an address: /p/secret")
    assert [(line["level"], line["event"]) for line in told.lines] == [
        ("info", "Started server process [7]"),
        ("info", "Shutting down"),
        ("warning", "odd"),
    ]


def test_the_server_tells_no_addresses_and_no_fault_twice(told: Told) -> None:
    access, error = logging.getLogger("uvicorn.access"), logging.getLogger("uvicorn.error")
    access.info('%s - "%s" %d', "10.0.0.1", "GET /p/secret HTTP/1.1", 200)
    error.info('%s - "WebSocket %s" [accepted]', "10.0.0.1:5", "/p/secret?q=Dana")
    error.info('%s - "WebSocket %s" 403', "10.0.0.1:5", "/p/secret?q=Dana")
    error.error("Exception in ASGI application\n", exc_info=RuntimeError("Dana"))
    assert told.text == ""


def test_exceptions_are_told_without_their_words(told: Told) -> None:
    try:
        try:
            raise ValueError("Dana Reed")
        except ValueError as error:
            raise IntegrityError("INSERT", {"name": "Dana Reed"}, error) from error
    except IntegrityError:
        logging.getLogger("some.library").exception("it failed")
    (line,) = told.lines
    assert line["event"] == "it failed"
    first, then = line["exception"].split("\nThen:\n")
    assert first.endswith("builtins.ValueError")
    assert then.endswith("sqlalchemy.exc.IntegrityError")
    assert "Dana" not in told.text.replace('raise ValueError(\\"Dana Reed\\")', "").replace(
        'raise IntegrityError(\\"INSERT\\", {\\"name\\": \\"Dana Reed\\"}, error)', ""
    )


def test_every_exception_of_a_group_is_told(told: Told) -> None:
    group = ExceptionGroup("two", [KeyError("Dana"), TypeError("Priya")])
    structlog.get_logger().error("unexpected", exc_info=group)
    (line,) = told.lines
    assert "builtins.KeyError" in line["exception"]
    assert "builtins.TypeError" in line["exception"]
    assert "Dana" not in told.text
    assert "Priya" not in told.text


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionRefusedError(111, "Connection refused"), "Connection refused"),
        (OperationalError("SELECT", {"q": "Dana"}, Exception("no such table: x")), "no such table"),
    ],
)
def test_what_the_machinery_says_is_told(told: Told, error: Exception, words: str) -> None:
    structlog.get_logger().error("unexpected", exc_info=error)
    assert words in told.lines[0]["exception"]
    assert "Dana" not in told.text


@pytest.mark.parametrize(("status", "office"), [(200, "north-college"), (304, ""), (503, "")])
def test_a_requests_line_is_what_the_steps_of_all_others_would_write(
    told: Told, settings: Settings, status: int, office: str
) -> None:
    request = ("GET", "/o/{office}/caseload", status, 0.01234, office)
    before = logs.request_id.set("a1b2c3d4e5f60718")
    logs.requests.tell(*request)
    logs.RequestLines(logging.INFO, None).tell(*request)
    logs.request_id.reset(before)
    by_template, by_steps = told.lines
    moments = [datetime.fromisoformat(line.pop("at")) for line in (by_template, by_steps)]
    assert by_template == by_steps
    assert by_template["request_id"] == "a1b2c3d4e5f60718"
    assert timedelta(0) <= moments[1] - moments[0] < timedelta(minutes=1)
    configure_logs(settings.model_copy(update={"log_level": "error"}), told.stream)  # type: ignore[arg-type]
    logs.requests.tell(*request)
    assert len(told.lines) == 2 + (status == 503)


def test_levels_and_the_console(settings: Settings, told: Told) -> None:
    quiet = settings.model_copy(update={"log_json": False, "log_level": "warning"})
    configure_logs(quiet, told.stream)  # type: ignore[arg-type]
    structlog.get_logger().info("not told")
    logging.getLogger("uvicorn.error").info("not told")
    structlog.get_logger().warning("told", token="hush", words=TOKEN)
    assert "not told" not in told.text
    assert "told" in told.text
    assert "hush" not in told.text
    assert TOKEN not in told.text
    with pytest.raises(json.JSONDecodeError):
        json.loads(told.text)


def test_a_level_that_there_is_not_is_refused(settings: Settings, told: Told) -> None:
    with pytest.raises(ValueError, match="LOUD"):
        configure_logs(settings.model_copy(update={"log_level": "loud"}))


def test_configuring_twice_tells_once(settings: Settings, told: Told) -> None:
    configure_logs(settings, told.stream)  # type: ignore[arg-type]
    logging.getLogger("uvicorn.error").info("once")
    assert len(told.lines) == 1


def test_text_that_cannot_be_encoded_is_told_all_the_same(told: Told) -> None:
    structlog.get_logger().info("seen", words="\ud800")
    assert told.text.isascii()
    assert told.lines[0]["words"] == "\ud800"
