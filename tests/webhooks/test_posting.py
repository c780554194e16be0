"""A POST to whatever address somebody typed."""

import time
from http.server import BaseHTTPRequestHandler

import pytest

from app.webhooks import posting
from app.webhooks.forms import a_receiver
from app.webhooks.posting import NOT_PUBLIC, host_of, is_public, post
from tests.webhooks.cast import Receiver


def anywhere(address: str) -> bool:
    return True


def test_what_is_sent_arrives_and_the_answer_comes_back(receiver: Receiver) -> None:
    receiver.status = 202
    answer = post(receiver.url, {"webhook-id": "msg_1"}, b'{"a":1}', reachable=anywhere)
    assert (answer.status, answer.is_taken) == (202, True)
    ((headers, body),) = receiver.got
    assert (headers["webhook-id"], body) == ("msg_1", b'{"a":1}')


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1",
        "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:1::",
        "64:ff9b:1::7f00:1", "::7f00:1", "fec0::1", "5f00::1", "100:0:0:1::1",
    ],
)  # fmt: skip
def test_no_private_address_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111"])
def test_a_public_address_is(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    ["2130706433", "0x7f.1", "127.1", "0177.0.0.1", "127.0.0.1.", "localhost.", "hook.internal."],
)
def test_a_private_address_is_known_however_it_is_written(host: str) -> None:
    with pytest.raises(ValueError, match="leads into a private network"):
        a_receiver(f"https://{host}/hook")


def test_the_host_is_named_as_the_address_names_it() -> None:
    assert host_of(a_receiver("https://hooks.example.edu?to=dana@example.edu")) == (
        "hooks.example.edu"
    )
    assert host_of("https://hooks.example.edu/x") == "hooks.example.edu"
    assert host_of("https://[2606:4700::1]:8443/x") == "[2606:4700::1]:8443"


def test_nothing_is_sent_into_a_private_network(receiver: Receiver) -> None:
    answer = post(receiver.url.replace("127.0.0.1", "localhost"), {}, b"{}")
    assert (answer.status, answer.words) == (None, NOT_PUBLIC)
    assert receiver.got == []


def test_one_private_address_among_public_ones_is_enough(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = ["8.8.8.8", "127.0.0.1"]
    monkeypatch.setattr(posting, "addresses_of", lambda host, port: both)
    assert post("http://rebinding.example/", {}, b"{}").words == NOT_PUBLIC


def test_the_address_that_was_checked_is_the_one_that_is_reached(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is looked up once a connection, however often its meaning changes."""
    looked_up = []

    def look_up(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"] if len(looked_up) == 1 else ["169.254.169.254"]

    monkeypatch.setattr(posting, "addresses_of", look_up)
    port = receiver.url.split(":")[2]
    answer = post(f"http://hooks.example.edu:{port}", {}, b"{}", reachable=anywhere)
    assert answer.is_taken
    assert looked_up == ["hooks.example.edu"]
    assert receiver.got[0][0]["Host"].startswith("hooks.example.edu:")


def test_a_redirect_is_an_answer_and_not_followed(receiver: Receiver) -> None:
    def elsewhere(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", "http://169.254.169.254/latest/")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    receiver.answers = elsewhere
    answer = post(receiver.url, {}, b"{}", reachable=anywhere)
    assert (answer.status, answer.is_taken, len(receiver.got)) == (302, False, 1)


def test_a_receiver_that_drips_is_left(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        for letter in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 1_000:
            time.sleep(0.05)
            try:
                handler.wfile.write(bytes([letter]))
            except OSError:
                return

    monkeypatch.setattr(posting, "LONGEST", 0.4)
    receiver.answers = drip
    answer = post(receiver.url, {}, b"{}", reachable=anywhere)
    assert (answer.status, answer.words) == (None, posting.TOO_SLOW)


def test_of_an_endless_body_only_the_beginning_is_read(receiver: Receiver) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000000000")
        handler.end_headers()
        try:
            for _ in range(10_000):
                handler.wfile.write(b"y" * 100_000)
        except OSError:
            return

    receiver.answers = endless
    answer = post(receiver.url, {}, b"{}", reachable=anywhere)
    assert answer.is_taken
    assert answer.words == "y" * posting.MOST_READ


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:1/", posting.NO_CONNECTION),
        ("http://no-such-host.invalid/", posting.NO_SUCH_HOST),
    ],
)
def test_where_nothing_answers_the_reason_is_said(url: str, words: str) -> None:
    assert post(url, {}, b"{}", reachable=anywhere).words == words


def test_what_is_no_http_is_said_to_be_none(receiver: Receiver) -> None:
    receiver.answers = lambda handler: handler.wfile.write(b"220 smtp ready\r\n\r\n") and None
    assert post(receiver.url, {}, b"{}", reachable=anywhere).words == posting.NOT_HTTP
