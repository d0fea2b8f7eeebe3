"""Use cases of a panel: where it reports, and with which key. The key is written nowhere else."""

from dataclasses import replace
from uuid import UUID

from tocsin.app.ports import Work
from tocsin.app.set_up import Change, Settler, hold, register, write_down
from tocsin.domain.errors import Malformed, NotNow
from tocsin.domain.people.set_up import DC09, Panel, ReceiverLine, Site


async def register_panel(work: Work, by: Settler, panel: Panel, key: bytes | None) -> Panel:
    """Let a site's panel report on one of its centre's lines."""
    site = await work.set_up.get(Site, panel.site_id)
    line = await work.set_up.get(ReceiverLine, panel.line_id)
    if line.centre_id != site.centre_id:
        raise Malformed("The line is another centre's than the site's.")
    if line.protocol != DC09:
        raise Malformed("Trackers are heard on this line. Panels need one with a port.")
    if site.withdrawn_at is not None or line.withdrawn_at is not None:
        raise NotNow("The site or the line was withdrawn.")
    panel = replace(
        panel,
        customer_id=site.customer_id,
        centre_id=site.centre_id,
        has_key=key is not None,
    )
    return await register(work, by, panel, key)


async def change_key(work: Work, by: Settler, panel_id: UUID, key: bytes | None) -> Panel:
    """Give a panel another key, or none. The journal says that, and not which."""
    panel = await hold(work, by, Panel, panel_id)
    if panel.withdrawn_at is not None:
        raise NotNow("This panel was withdrawn.")
    changed = replace(panel, has_key=key is not None)
    await work.set_up.set_panel_key(changed, key)
    told = Change(
        "panel.key_changed",
        "changed the key of" if key else "took the key off",
        {"has_key": panel.has_key},
        {"has_key": changed.has_key},
    )
    await write_down(work, by, changed, told)
    return changed
