"""What may be done with an incident now, and why not: every refusal explains itself beforehand."""

from datetime import datetime

from tocsin.domain.access import Relation, may
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.permission import RIGHT_OF, Act, Asking, refusal
from tocsin.web.asker import Asker
from tocsin.web.shapes import Permission

NOT_THEIRS = "Only the centre's operators do this."


def allowed_acts(
    incident: Incident, asker: Asker, heard_at: datetime | None, now: datetime
) -> dict[str, Permission]:
    """Say for every act whether the asker may do it now. `heard_at` is its operator's last sign."""
    asking = Asking(person_id=asker.actor.id, roles=asker.roles, heard_at=heard_at, now=now)
    return {act: _permission(incident, asker, act, asking) for act in Act}


def _permission(incident: Incident, asker: Asker, act: Act, asking: Asking) -> Permission:
    noun, right = RIGHT_OF[act]
    if not may(asker.roles, noun, right, Relation.CENTRE):
        return Permission(allowed=False, because=NOT_THEIRS)
    error = refusal(incident, act, asking)
    return Permission(allowed=error is None, because=None if error is None else str(error))
