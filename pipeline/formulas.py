"""Cells that a spreadsheet would run as a formula: marked when written, unmarked when read back."""

from __future__ import annotations

import re

GUARD = "'"
# What spreadsheets take for the start of a formula, as OWASP lists it under 'CSV Injection'; the
# last four are full-width forms, which some read alike. Matches "=1+1", " @SUM(A1)", "- Steun";
# must not match "'=1+1", "a=b".
FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")


def guard(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run.

    >>> guard("- Steun"), guard("Steun")
    ("'- Steun", 'Steun')
    """
    return GUARD + text if FORMULA.match(text) else text


def unguard(text: str) -> str:
    """Take the apostrophe of `guard` away again.

    >>> unguard("'- Steun"), unguard("'s Avonds")
    ('- Steun', "'s Avonds")
    """
    return text[1:] if text.startswith(GUARD) and FORMULA.match(text[1:]) else text
