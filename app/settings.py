"""The environment, read once into typed settings (prefix `REGARDS_`, or a `.env` file)."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="REGARDS_", env_file=".env", extra="ignore", frozen=True
    )

    database_url: str = "sqlite:///regards.sqlite3"
    migration_database_url: str | None = None  # the owner's, where it differs from the service's
    secret_key: SecretStr = SecretStr("")
    base_url: str = "http://127.0.0.1:8000"
    htmx_from_app: bool = False  # else from the CDN, pinned by its hash
    with_worker: bool = False  # runs the errands beside the pages, in the same process
    log_json: bool = True
    log_level: str = "INFO"
    session_days: int = Field(default=14, ge=1, le=365)
    pool_size: int = Field(default=10, ge=1, le=200)  # connections a process may hold
    api_calls_per_minute: int = Field(default=12_000, ge=1)  # of one token, in one process
    max_body_bytes: int = Field(default=2_000_000, ge=1_000)

    @property
    def owner_url(self) -> str:
        return self.migration_database_url or self.database_url

    @property
    def cookies_are_secure(self) -> bool:
        return self.base_url.startswith("https://")
