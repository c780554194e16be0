"""What may be logged, before anything is looked up."""

from datetime import date

import pytest

from app.cycle.facts import Step, TouchKind
from app.faults import BadInput
from app.plans.forms import NewTouch
from app.plans.touches import check_touch
from tests.cast import TODAY


def logging(
    kind: TouchKind, on: date = TODAY, step: Step | None = None, note: str = ""
) -> NewTouch:
    return NewTouch(kind=kind, on=on, step=step, note=note)


@pytest.mark.parametrize(
    ("form", "field", "message"),
    [
        (logging(TouchKind.MET, date(2026, 11, 24)), "on", "lies in the future"),
        (logging(TouchKind.MET, step=Step.UPDATE), "step", "is only named when a step is skipped"),
        (
            logging(TouchKind.SKIPPED, note="on leave"),
            "step",
            "is needed: which step is skipped?",
        ),
        (
            logging(TouchKind.SKIPPED, step=Step.KEEP_IN_TOUCH, note="on leave"),
            "step",
            "must be one of connect, thank, update, catch_up",
        ),
        (
            logging(TouchKind.SKIPPED, step=Step.UPDATE),
            "note",
            "is needed: why is the step skipped?",
        ),
    ],
    ids=["in the future", "a step that was not skipped", "no step", "no step to skip", "no reason"],
)
def test_what_cannot_be_is_refused_at_its_field(form: NewTouch, field: str, message: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_touch(form, TODAY)
    assert (refused.value.field, refused.value.message) == (field, message)


@pytest.mark.parametrize("step", [Step.CONNECT, Step.THANK, Step.UPDATE, Step.CATCH_UP])
def test_each_step_with_a_person_can_be_skipped_for_a_reason(step: Step) -> None:
    check_touch(logging(TouchKind.SKIPPED, step=step, note="on leave"), TODAY)


def test_what_happened_today_may_be_logged() -> None:
    check_touch(logging(TouchKind.MET), TODAY)
