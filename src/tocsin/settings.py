"""Settings: environment variables TOCSIN_…, and a .env file where there is one.

A wrong value stops the start with one clear line.
"""

from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class WrongSetting(Exception):
    """A setting cannot be used. The message is one line: which, and what would be right."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="TOCSIN_", env_file=".env", extra="ignore")

    home: Path = Path.home() / ".local/share/tocsin"
    database_url: str | None = None  # an outside PostgreSQL; none: the embedded one
    owner_database_url: str | None = None  # only for `tocsin migrate`
    postgres_bin: Path | None = None  # other binaries for the embedded PostgreSQL
    web_host: str = "127.0.0.1"
    web_port: int = Field(8600, ge=1, le=65535)
    alarm_host: str = "127.0.0.1"
    alarm_port: int = Field(8609, ge=1, le=65535)
    public_url: str = "http://127.0.0.1:8600"
    demo: bool = False

    @model_validator(mode="after")
    def _demo_stays_at_home(self) -> Self:
        if self.demo and not {self.web_host, self.alarm_host} <= LOOPBACK:
            raise ValueError("the demo binds to loopback only: its passwords are public")
        return self

    @property
    def journal_key(self) -> Path:
        return self.home / "journal.key"


def read_settings() -> Settings:
    """Read the settings. Raises WrongSetting."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        message = first["msg"].removeprefix("Value error, ")
        raise WrongSetting(f"TOCSIN_{name}: {message}" if name else message) from None
