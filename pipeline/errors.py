"""What can go wrong, and what the user can do about it.

Every message says where, what was found and what was expected; every hint says what to do.
Subclasses differ by who has to act.
"""


class WeerklankError(Exception):
    """Any failure that the user can mend.

    Parameters
    ----------
    message
        Where it went wrong, what was found and what is expected.
    hint
        What to do about it; may be empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)  # both, so that another process can send it
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Message and hint on one line."""
        return f"{self.message} {self.hint}".strip()


class UsageError(WeerklankError):
    """The command was called in a way that cannot work: exit status 2, nothing written."""


class SourceError(WeerklankError):
    """One document cannot be read: it is set aside in ``errors.csv`` and the run goes on."""


class ManifestError(WeerklankError):
    """The manifest has one or more mistakes; all of them stand in the message."""


class CodebookError(WeerklankError):
    """The codebook or another rule file has one or more mistakes."""


class ModelError(WeerklankError):
    """A language model or a trained model is missing, damaged or lacks what a stage needs."""


class IntegrityError(WeerklankError):
    """A row does not stand at its stated offset: a fault of the program, never of the input."""
