"""The yardstick: one endpoint that inserts one row, on the product's own stack and nothing of the product's work.

FastAPI, a plain `def` route, a SQLModel session over the product's connection pool, the product's server with as many
processes. No sign-in, no log line, no history.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
from fastapi import FastAPI
from pydantic import JsonValue
from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, Session, SQLModel

from api.settings import get_settings
from engine.store import Database


class BenchRow(SQLModel, table=True):
    """One row of the yardstick's table."""

    __tablename__ = "bench_row"

    key: int | None = Field(default=None, primary_key=True)
    variables: dict[str, JsonValue] = Field(sa_column=Column(JSONB, nullable=False))


class RowIn(SQLModel):
    """What a request brings: as much as a completion does."""

    variables: dict[str, JsonValue]


def create_app() -> FastAPI:
    """Build the application of one process."""
    settings = get_settings()
    database = Database(settings.database())

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.database_pool_size
        yield
        database.close()

    app = FastAPI(lifespan=lifespan)

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.post("/rows", status_code=204)
    def add_row(row: RowIn) -> None:
        with Session(database.sql_engine) as session:
            session.add(BenchRow(variables=row.variables))
            session.commit()

    return app
