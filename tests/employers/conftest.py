"""The service over HTTP, spoken to by members of an office, and its pages."""

from tests.api.conftest import as_member as as_member
from tests.api.conftest import served as served
