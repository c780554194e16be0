"""A POST to an address that somebody typed: only to the public internet, and not for long."""

import socket
import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address, ip_network
from time import monotonic
from typing import Any

import httpcore2

LONGEST = 15.0  # seconds, the whole of it
LONGEST_CONNECT = 5.0
MOST_READ = 1_000  # bytes of an answer's body; the rest is not waited for

NOT_PUBLIC = "the address leads into a private network, where nothing is sent"
NO_SUCH_HOST = "there is no such host"
TOO_SLOW = f"no answer within {LONGEST:.0f} seconds"
NO_CONNECTION = "no connection could be made"
NOT_TRUSTED = "the certificate was not trusted"
NOT_HTTP = "what came back was no answer"

Reachable = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` is none where none came; then `words` says why, else it begins the answer's body."""

    status: int | None
    words: str
    ms: int

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class NotReachable(Exception):
    """Said in words for whoever set the address."""


# Each carries an IPv4 address inside, which a gateway on the way would take out.
WRAPPED = tuple(map(ip_network, ("2002::/16", "2001::/32")))
# All that is given out for the internet; the rest of IPv6 is for networks themselves.
GIVEN_OUT = ip_network("2000::/3")


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet itself."""
    found = ip_address(address)
    if found.version == 6 and (found not in GIVEN_OUT or any(found in some for some in WRAPPED)):
        return False
    return found.is_global and not found.is_multicast


def address_in(host: str) -> str:
    """The IP address that a host's name is, however it is written: 2130706433 is 127.0.0.1."""
    plain = host.strip("[]").rstrip(".")
    try:
        return socket.inet_ntoa(socket.inet_aton(plain))
    except OSError:
        return plain


def post(
    url: str, headers: Mapping[str, str], body: bytes, *, reachable: Reachable = is_public
) -> Answer:
    """Follows no redirect; never raises for what the other side does."""
    began = monotonic()
    status, words = None, ""
    try:
        status, words = sent(url, headers, body, Outside(reachable, began + LONGEST))
    except NotReachable as error:
        words = str(error)
    except httpcore2.TimeoutException:
        words = TOO_SLOW
    except httpcore2.ConnectError as error:
        words = NOT_TRUSTED if isinstance(error.__cause__, ssl.SSLError) else NO_CONNECTION
    except (httpcore2.NetworkError, httpcore2.ProtocolError):
        words = NOT_HTTP
    return Answer(status, words, round((monotonic() - began) * 1000))


def sent(url: str, headers: Mapping[str, str], body: bytes, outside: "Outside") -> tuple[int, str]:
    with (
        httpcore2.ConnectionPool(ssl_context=trusted(), network_backend=outside) as pool,
        pool.stream(
            "POST",
            url,
            headers=[("Host", host_of(url)), ("User-Agent", "Regards"), *headers.items()],
            content=body,
            extensions={"timeout": {"connect": LONGEST_CONNECT, "read": LONGEST, "write": LONGEST}},
        ) as answer,
    ):
        return answer.status, beginning_of(answer.iter_stream())


def host_of(url: str) -> str:
    host = httpcore2.URL(url).host.decode()
    return (f"[{host}]" if ":" in host else host) + port_of(httpcore2.URL(url))


def port_of(url: httpcore2.URL) -> str:
    return f":{url.port}" if url.port else ""


def beginning_of(body: Iterable[bytes]) -> str:
    read = b""
    for part in body:
        read += part
        if len(read) >= MOST_READ:
            break
    plain = read[:MOST_READ].decode("utf-8", "replace")
    return "".join(one if one.isprintable() else " " for one in plain).strip()


@cache
def trusted() -> ssl.SSLContext:
    return ssl.create_default_context()


class Outside(httpcore2.NetworkBackend):
    """Connects to the very address that was checked, so that no second look-up can differ."""

    def __init__(self, reachable: Reachable, until: float):
        self.reachable, self.until = reachable, until
        self.inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore2.NetworkStream:
        stream = self.inner.connect_tcp(
            self.checked(host, port), port, timeout, local_address, socket_options
        )
        return Hurried(stream, self.until)

    def checked(self, host: str, port: int) -> str:
        addresses = addresses_of(host, port)
        # One private address among public ones is a trap, not a choice.
        if not all(self.reachable(address) for address in addresses):
            raise NotReachable(NOT_PUBLIC)
        return addresses[0]


def addresses_of(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        raise NotReachable(NO_SUCH_HOST) from None
    return [str(one[4][0]) for one in found]


class Hurried(httpcore2.NetworkStream):
    """Ends at its time, however small the parts are in which the other side answers."""

    def __init__(self, inner: httpcore2.NetworkStream, until: float):
        self.inner, self.until = inner, until

    def left(self) -> float:
        left = self.until - monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout
        return left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.inner.read(max_bytes, self.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, self.left())

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        inner = self.inner.start_tls(ssl_context, server_hostname, self.left())
        return Hurried(inner, self.until)

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)
