"""The first schema, with its policies."""

from importlib.resources import files

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    here = files("tocsin.db.migrations.versions")
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    for name in ("0001_first.sql", "0001_policies.sql"):
        driver.execute(here.joinpath(name).read_text())
