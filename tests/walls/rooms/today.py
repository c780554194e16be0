"""What the day asks."""

from tests.walls.declaring import READ, SETTINGS, WRITE, Body, Declared, S, form

DIGEST = {"weekday": "friday", "hour": "15"}
LATER = {"until": "2998-01-01"}
ANSWERS: dict[str, Body] = {
    "declined-well": {"declined_well": "no"},
    "job-start": {"started_on": "2026-04-01"},
    "key-people": {"people": "{contact}"},
}
QUESTIONS = {
    **{
        key: declared
        for asks, body in ANSWERS.items()
        for key, declared in {
            f"GET /o/{{office}}/offers/{{id}}/{asks}": Declared(WRITE),
            f"POST /o/{{office}}/offers/{{id}}/{asks}": form(body),
            f"POST /o/{{office}}/offers/{{id}}/{asks}/undo": form(body)
            if asks == "key-people"
            # It was not answered so; `tests/pages/test_questions.py` takes back what was.
            else Declared(WRITE, body, ok=409, reads=True),
        }.items()
    },
    **{
        key: declared
        for things, asks in (*(("offers", asks) for asks in ANSWERS), ("clients", "pace"))
        for key, declared in {
            f"GET /o/{{office}}/{things}/{{id}}/{asks}/later": Declared(WRITE),
            f"POST /o/{{office}}/{things}/{{id}}/{asks}/later": form(LATER),
            # It was not put off.
            f"POST /o/{{office}}/{things}/{{id}}/{asks}/now": Declared(
                WRITE, {}, ok=303, reads=True
            ),
            f"PUT /api/v1/{things}/{{{things[:-1]}_id}}/questions/{asks}": Declared(WRITE, LATER),
        }.items()
    },
}

DECLARED: dict[str, Declared] = {
    "GET /o/{office}/today": Declared(READ),
    "POST /o/{office}/today/seen": Declared(READ, {}, ok=303, once=True),
    **QUESTIONS,
    # Too few clients write to them; `tests/api/test_today.py` lets one go first.
    "POST /o/{office}/contacts/{id}/goes-first": Declared(WRITE, {}, ok=303, reads=True),
    "POST /api/v1/contacts/{contact_id}/goes-first": Declared(WRITE, ok=422, reads=True),
    "GET /api/v1/today": Declared(READ),
    "POST /api/v1/today/seen": Declared(READ, ok=204, once=True),
    f"GET {S}/digest": Declared(SETTINGS),
    f"POST {S}/digest": form(DIGEST, SETTINGS, once=True),
    f"POST {S}/digest/end": form({}, SETTINGS, once=True),
    "GET /api/v1/digest": Declared(READ),
    "PUT /api/v1/digest": Declared(READ, {"weekday": "friday", "hour": 15}),
    "DELETE /api/v1/digest": Declared(READ, ok=204),
}
