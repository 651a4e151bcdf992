"""Where the cells of a table stand, counting cells that span rows and columns."""

from __future__ import annotations

#: A span as wide as this is a mistake of the file; browsers stop at the same number.
LARGEST_SPAN = 1000


class Grid:
    """Give the cells of one table their row and column, from 1, in reading order.

    >>> grid = Grid(1)
    >>> grid.next_row()
    >>> grid.place(rows=2), grid.place(columns=2)
    ((1, 1, 1), (1, 1, 2))
    >>> grid.next_row()
    >>> grid.place()
    (1, 2, 2)
    """

    def __init__(self, table: int) -> None:
        self.table = table
        self._row = 0
        self._column = 1
        self._taken: dict[int, int] = {}  # column -> last row that a cell from above fills

    def next_row(self) -> None:
        """Begin the next row."""
        self._row += 1
        self._column = 1

    def skip(self, columns: int) -> None:
        """Leave columns of the row empty."""
        self._column += min(max(columns, 0), LARGEST_SPAN)

    def place(
        self, *, columns: int = 1, rows: int = 1, column: int | None = None
    ) -> tuple[int, int, int]:
        """Return table, row and column of the next cell; ``column`` where the file names it."""
        self._row = max(self._row, 1)
        at = column or self._column
        while column is None and self._taken.get(at, 0) >= self._row:
            at += 1
        columns = min(max(columns, 1), LARGEST_SPAN)
        if rows > 1:
            for taken in range(at, at + columns):
                self._taken[taken] = self._row + min(rows, LARGEST_SPAN) - 1
        self._column = at + columns
        return self.table, self._row, at


def span(value: str | None) -> int:
    """Return a span as a file writes it: 1 for what is missing or no number.

    >>> span("2"), span(None), span("alle")
    (2, 1, 1)
    """
    text = (value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
