"""What may be sent about programs and cohorts."""

from app.clients.groups import Kind
from app.web.strict import Flag, Input, Name


class NewGroup(Input):
    kind: Kind
    name: Name


class GroupChanges(Input):
    """`merge`: where there is one of that name already, the two become one."""

    name: Name = ""
    retired: Flag = False
    merge: Flag = False
