"""Where things lie and which limits hold: one object, from `sagspuls.toml` and the environment."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from warehouse.base.errors import ConfigurationError

PROJECT_ROOT = Path(__file__).resolve().parents[2]
"""The checkout: dbt_project.yml, models, seeds and macros lie here."""


class Settings(BaseSettings):
    """Every setting of Sagspuls; works with none given.

    An environment variable `SAGSPULS_<NAME>` wins over `sagspuls.toml` in the working directory,
    which wins over the default.
    """

    model_config = SettingsConfigDict(
        env_prefix="SAGSPULS_", toml_file="sagspuls.toml", extra="forbid", frozen=True
    )

    data: Path = Field(
        default=PROJECT_ROOT / "data",
        description="Folder of raw, build and published files.",
    )
    key_file: Path = Field(
        default=Path.home() / ".config" / "sagspuls" / "pseudonym.key",
        description="Key of the pseudonyms; outside the data folder and the checkout.",
    )
    municipality_code: str | None = Field(
        default=None,
        pattern=r"^\d{4}$",
        description="Municipality of extracts that name none, four digits.",
    )
    max_reject_share: float = Field(
        default=0.25,
        ge=0,
        le=1,
        description="A file with a larger share of bad rows is refused whole.",
    )
    keep_runs: int = Field(default=5, ge=2, description="Published runs kept for rollback.")
    memory_limit: str = Field(
        default="2GB", description="What DuckDB may use, as DuckDB writes it."
    )
    threads: int | None = Field(
        default=None, ge=1, description="Threads of DuckDB; all cores where not given."
    )
    engine: Literal["duckdb", "spark"] = Field(
        default="duckdb", description="What builds the models; published runs are DuckDB's."
    )
    spark: str | None = Field(
        default=None,
        pattern=r"^[\w.-]+:\d+$",
        description="host:port of a Spark Thrift server; else a build starts a cluster here.",
    )
    host: str = Field(default="127.0.0.1", description="Address of the dashboard.")
    port: int = Field(default=8501, description="Port of the dashboard.")
    trusted_hosts: str = Field(
        default="",
        pattern=r"^\s*([\w-]+(\.[\w-]+)*(\s*,\s*[\w-]+(\.[\w-]+)*)*)?\s*$",
        description="Names readers reach the dashboard by beside this machine's, comma between.",
    )
    proxy: str | None = Field(
        default=None,
        description="IP address of the proxy with the login, where it is another machine.",
    )
    language: Literal["da", "en"] = Field(
        default="da", description="Language of exports and of a dashboard's first visit."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, then `sagspuls.toml`."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @field_validator("proxy")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        return value and str(ip_address(value))

    @property
    def trusted_host_names(self) -> tuple[str, ...]:
        """`trusted_hosts` one by one, in small letters."""
        names = (name.strip().lower() for name in self.trusted_hosts.split(","))
        return tuple(name for name in names if name)

    @property
    def raw(self) -> Path:
        """Immutable Parquet of every load, `raw/<entity>/<load_id>.parquet`."""
        return self.data / "raw"

    @property
    def loads(self) -> Path:
        """The ledger, one JSON file a load; a load counts from the moment its file is there."""
        return self.data / "raw" / "_loads"

    @property
    def rejects(self) -> Path:
        """What was wrong with rows, one Parquet file a load."""
        return self.data / "raw" / "_rejects"

    @property
    def build(self) -> Path:
        """The build file and dbt's artefacts."""
        return self.data / "build"

    @property
    def build_file(self) -> Path:
        """The DuckDB file dbt builds in."""
        return self.build / "build.duckdb"

    @property
    def published(self) -> Path:
        """Published runs and the pointer to the current one."""
        return self.data / "published"

    @property
    def case_names_key(self) -> Path:
        """Key of the short names that lists of cases show; no key of the pseudonyms."""
        return self.data / "case_names.key"

    @property
    def locks(self) -> Path:
        """Lock files: one writer for each kind of work."""
        return self.data / "locks"


def read_settings(**given: object) -> Settings:
    """Read the settings.

    Args:
        given: settings that win over environment and file.

    Raises:
        ConfigurationError: a setting has a value it cannot have, or is unknown.
    """
    try:
        settings = Settings(**given)  # type: ignore[arg-type]  # pydantic checks them
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in error.errors()
        )
        raise ConfigurationError(
            f"The settings cannot be used: {wrong}.",
            "Mend sagspuls.toml or the environment variable SAGSPULS_<NAME>.",
        ) from None
    return settings.model_copy(
        update={
            "data": settings.data.expanduser().resolve(),
            "key_file": settings.key_file.expanduser().resolve(),
        }
    )
