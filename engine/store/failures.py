"""What PostgreSQL refuses, in our own errors: away, busy, somebody was quicker, a value that cannot be stored."""

import psycopg
from sqlalchemy.exc import DBAPIError

from engine.errors import Conflict, EngineError, InputRejected, Outrun, Text, Unavailable

BUSY = Text(
    vi="Hệ thống đang bận. Chưa có gì thay đổi; hãy thử lại.", en="The system is busy. Nothing has changed; try again."
)


def translated(error: DBAPIError | psycopg.Error, *, lost: bool) -> EngineError | None:
    """Give our error for a failed statement or commit, None for one that only a defect of ours explains.

    `lost` tells that the connection broke with it.
    """
    original = error.orig if isinstance(error, DBAPIError) else error
    match original:
        case psycopg.errors.ProgramLimitExceeded() | psycopg.DataError():  # the former: too long for an index
            return InputRejected(
                Text(
                    vi="Có giá trị không lưu được (quá lớn hoặc chứa ký tự không hợp lệ). Chưa có gì thay đổi.",
                    en="A value is too large or has a character that is not allowed. Nothing has changed.",
                ),
                code="value_not_storable",
            )
        case psycopg.errors.DeadlockDetected() | psycopg.errors.SerializationFailure():
            return Outrun(BUSY, code="database_busy")
        # Among the former time-outs: the same again may succeed. The latter: the connection forgot what was prepared.
        case psycopg.OperationalError() | psycopg.errors.InvalidSqlStatementName():
            return unavailable() if lost else busy()
        case psycopg.errors.UniqueViolation():
            return Conflict(
                Text(
                    vi="Có người vừa lưu cùng một thứ trước. Chưa có gì thay đổi; hãy tải lại rồi thử lại.",
                    en="Somebody else has just stored the same. Nothing has changed; load again and retry.",
                ),
                code="stored_meanwhile",
            )
        case psycopg.errors.ForeignKeyViolation() | psycopg.errors.RestrictViolation():
            return Conflict(
                Text(
                    vi="Một thứ mà yêu cầu này cần vừa bị xóa, hoặc thứ cần xóa đang được dùng. Chưa có gì thay đổi.",
                    en="Something that this needs has just gone, or what shall go is still used. Nothing has changed.",
                ),
                code="gone_meanwhile",
            )
    return None


def unavailable() -> Unavailable:
    """Make the answer of a database that is away."""
    return Unavailable(
        Text(
            vi="Cơ sở dữ liệu tạm thời không trả lời. Chưa có gì thay đổi; hãy thử lại sau ít phút.",
            en="The database does not answer at the moment. Nothing has changed; try again in a few minutes.",
        ),
        code="database_unavailable",
    )


def busy() -> Unavailable:
    """Make the answer of a database or pool that has too much to do."""
    return Unavailable(BUSY, code="database_busy")
