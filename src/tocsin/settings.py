"""Settings: environment variables TOCSIN_…, and a .env file where there is one.

A wrong value stops the start with one clear line.
"""

import re
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

# What may stand in a content security policy: a scheme and a host, nothing that could end it.
ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?(?=/|$)")
# What the links in messages begin with: nothing after which a path would be no path any more.
BEGINNING = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~-]+)*/?")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class WrongSetting(Exception):
    """A setting cannot be used. The message is one line: which, and what would be right."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="TOCSIN_", env_file=".env", extra="ignore")

    home: Path = Path.home() / ".local/share/tocsin"
    database_url: str | None = None  # an outside PostgreSQL, of one part that runs by itself
    web_database_url: str | None = None  # an outside PostgreSQL for `tocsin serve`: as tocsin_web
    engine_database_url: str | None = None  # … and as tocsin_engine
    owner_database_url: str | None = None  # for migrate, first-code, backup and restore
    postgres_bin: Path | None = None  # other binaries for the embedded PostgreSQL
    web_host: str = "127.0.0.1"
    web_port: int = Field(8600, ge=1, le=65535)
    alarm_host: str = "127.0.0.1"
    alarm_port: int = Field(8609, ge=1, le=65535)
    public_url: str = ""  # the address as people see it; none: this machine's, at the web port
    smtp_url: str | None = None  # smtp:// or smtps://NAME:PASSWORD@HOST:PORT; none: no mail leaves
    mail_from: str | None = None  # the address that notices come from
    webhook_private: bool = False  # whether webhooks may go to addresses inside one's own network
    map_style_url: str | None = None  # a MapLibre style of one's own; none: no map leaves here
    map_origins: str = ""  # further origins that it needs, parted by spaces: tiles, letters, signs
    ping_url: str | None = None  # called every half minute while all is well; none: nobody is
    demo: bool = False

    @field_validator("ping_url")
    @classmethod
    def _can_be_called(cls, url: str | None) -> str | None:
        if url is not None and not ORIGIN.match(url):
            raise ValueError("an address that begins with https:// or http:// is expected")
        return url

    @field_validator("public_url")
    @classmethod
    def _can_stand_in_a_link(cls, url: str) -> str:
        if url and not BEGINNING.fullmatch(url):
            raise ValueError("an address like https://tocsin.example is expected, without ? or #")
        return url.rstrip("/")  # what follows it in a link begins with one

    @model_validator(mode="after")
    def _is_seen_at_its_own_port(self) -> Self:
        self.public_url = self.public_url or f"http://127.0.0.1:{self.web_port}"
        return self

    @model_validator(mode="after")
    def _demo_stays_at_home(self) -> Self:
        if self.demo and not {self.web_host, self.alarm_host} <= LOOPBACK:
            why = "TOCSIN_WEB_HOST and TOCSIN_ALARM_HOST: the demo binds to loopback only"
            raise ValueError(f"{why}, for its passwords are public")
        return self

    @model_validator(mode="after")
    def _mail_can_be_sent(self) -> Self:
        if self.smtp_url is None:
            return self
        server = urlsplit(self.smtp_url)
        if server.scheme not in {"smtp", "smtps"} or not server.hostname:
            raise ValueError("TOCSIN_SMTP_URL is smtp://HOST:PORT or smtps://NAME:PASSWORD@HOST")
        if not self.mail_from or "@" not in self.mail_from:
            raise ValueError("TOCSIN_MAIL_FROM is needed beside TOCSIN_SMTP_URL: an e-mail address")
        return self

    @model_validator(mode="after")
    def _maps_come_from_origins(self) -> Self:
        for name, address in (
            ("TOCSIN_MAP_STYLE_URL", self.map_style_url),
            *(("TOCSIN_MAP_ORIGINS", origin) for origin in self.map_origins.split()),
        ):
            if address is not None and not ORIGIN.match(address):
                raise ValueError(f"{name} holds {address!r}: http:// or https:// is expected")
        return self

    @property
    def map_sources(self) -> tuple[str, ...]:
        """The origins that a page may ask for its map, beside our own."""
        given = [self.map_style_url, *self.map_origins.split()]
        found = [ORIGIN.match(address) for address in given if address is not None]
        return tuple(dict.fromkeys(match[0] for match in found if match is not None))

    @property
    def journal_key(self) -> Path:
        return self.home / "journal.key"

    @property
    def second_factor_key(self) -> Path:
        return self.home / "second-factor.key"

    @property
    def is_outside(self) -> bool:
        """Whether the database is not the embedded one."""
        given = (self.database_url, self.web_database_url, self.engine_database_url)
        return any(given) or self.owner_database_url is not None


def read_settings(**given: Any) -> Settings:  # noqa: ANN401  any setting, by its name
    """Read the settings; those that are given stand above all others. Raises WrongSetting."""
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        message = first["msg"].removeprefix("Value error, ")
        raise WrongSetting(f"TOCSIN_{name}: {message}" if name else message) from None
