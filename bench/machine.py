"""On what was measured."""

import os
import platform
import sqlite3

import psycopg

from bench.load import WRK


def described(superuser: str) -> str:
    with psycopg.connect(superuser) as connection:
        version = connection.info.server_version
    load = "wrk" if WRK else "a loop of Python threads, as wrk is not installed"
    return (
        f"{platform.system()} on {platform.machine()}, {os.cpu_count()} cores,"
        f" {memory()} of memory; Python {platform.python_version()},"
        f" SQLite {sqlite3.sqlite_version}, PostgreSQL {version // 10_000}.{version % 10_000}"
        f" with its default settings. The load came from {load}, on the same cores."
    )


def memory() -> str:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{total / 2**30:.0f} GiB"
