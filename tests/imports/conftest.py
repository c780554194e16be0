from tests.api.conftest import as_member as as_member
from tests.api.conftest import served as served
from tests.pages.conftest import app as app
from tests.pages.conftest import office as office
from tests.pages.conftest import sign_in as sign_in
