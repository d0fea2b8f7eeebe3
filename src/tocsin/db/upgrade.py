"""Run the migrations that a database lacks, by Alembic. `tocsin.db.migrate` says when."""

from pathlib import Path

import psycopg
import sqlalchemy
from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError

from tocsin.db.errors import DatabaseRefused

SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(owner_address: str) -> None:
    """Bring the schema up to this release's. Raises DatabaseRefused for another release's."""
    engine = sqlalchemy.create_engine(
        "postgresql+psycopg://",
        creator=lambda: psycopg.connect(owner_address),
        poolclass=sqlalchemy.NullPool,
    )
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise DatabaseRefused(f"the database is of another release: {error}") from error
        connection.commit()
