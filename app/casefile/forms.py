"""The forms of a client's file: what each shows, and which action it calls, is in `…_forms.py`."""

from fastapi import APIRouter

from app.casefile import client_forms, contact_forms, offer_forms
from app.casefile.sheets import AT_CONTACT, serve_deed, serve_sheet

router = APIRouter(include_in_schema=False)

SHEETS = (*client_forms.SHEETS, *offer_forms.SHEETS, *contact_forms.SHEETS)
for _sheet in SHEETS:
    serve_sheet(router, _sheet)
for _path, _act in client_forms.DEEDS.items():
    serve_deed(router, _path, _act)
for _path, _act in contact_forms.DEEDS.items():
    serve_deed(router, _path, _act, lands=AT_CONTACT)
