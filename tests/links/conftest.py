"""An office, its people, a client, and browsers that hold a link."""

from tests.api.conftest import as_member as as_member
from tests.api.conftest import served as served
from tests.office.conftest import told as told
from tests.pages.conftest import app as app
from tests.pages.conftest import dana as dana
from tests.pages.conftest import imported as imported
from tests.pages.conftest import office as office
from tests.pages.conftest import sign_in as sign_in
from tests.pages.conftest import today as today
