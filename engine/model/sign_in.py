"""How far a person has come in signing in."""

from enum import StrEnum


class SignInStep(StrEnum):
    """What a session still waits for; only a complete one may do anything else."""

    CODE = "code"  # the password was right, the second factor's code is missing
    PASSWORD = "password"  # noqa: S105  the password was somebody else's choice: one of one's own is missing
    ENROL = "enrol"  # a second factor is demanded and there is none yet
    COMPLETE = "complete"
