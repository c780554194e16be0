"""What can be done to many clients at once. Another deed is one more here, described in a file of
its own: its fields, what would become of each client or why nothing can, and how it is written."""

from app.bulk.assigning import ASSIGNING
from app.bulk.closing import CLOSING
from app.bulk.grouping import COHORT, PROGRAM
from app.bulk.linking import LINKING
from app.bulk.pausing import PAUSING
from app.bulk.touching import LOGGING
from app.bulk.turns import TURNS

DEEDS = (LOGGING, ASSIGNING, COHORT, PROGRAM, PAUSING, CLOSING, LINKING)
DEED_NAMED = {deed.name: deed for deed in (*DEEDS, TURNS)}  # that can be undone
