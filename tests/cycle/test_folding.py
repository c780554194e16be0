"""The order in which names stand."""

from app.cycle.folding import as_counted


def test_names_stand_as_people_count() -> None:
    names = ["10MBA", "4MBA", "MBA 10", "mba 9", "EMBA", "国际班10", "国际班9", "", "١٢ب", "٤ب"]
    assert sorted(names, key=as_counted) == [
        "", "4MBA", "٤ب", "10MBA", "١٢ب", "EMBA", "mba 9", "MBA 10", "国际班9", "国际班10",
    ]  # fmt: skip


def test_those_that_differ_in_spelling_alone_have_one_order() -> None:
    names = ["mba 9", "MBA 9", "MBA, 9"]
    one, other = names.copy(), names[::-1]
    one.sort(key=as_counted)
    other.sort(key=as_counted)
    assert one == other
