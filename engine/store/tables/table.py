"""The base of every table class."""

from sqlmodel import SQLModel


class Table(SQLModel):
    """A table declared as SQLModel.

    Rows are read and written by columns, never validated: building Pydantic's validators at import would cost every
    process of ours a tenth of its start.
    """

    model_config = {"defer_build": True}
