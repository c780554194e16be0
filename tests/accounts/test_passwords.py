"""What a stolen table of hashes would cost to try passwords on."""

from argon2 import Type

from tests.conftest import SLOW_HASHER


def test_a_hash_takes_as_much_time_and_memory_as_is_advised() -> None:
    """By RFC 9106, for where memory is short."""
    assert SLOW_HASHER.type is Type.ID
    assert SLOW_HASHER.time_cost >= 3
    assert SLOW_HASHER.memory_cost >= 64 * 1024  # KiB
    assert SLOW_HASHER.parallelism == 1  # or many who sign in at once would take all processors
