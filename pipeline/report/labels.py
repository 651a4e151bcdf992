"""The Dutch labels of what the tables name by a code, from ``words.toml``, the one place of both.

The themes' labels stand in the codebook, and a run carries them in ``run.json``.
"""

from __future__ import annotations

from pipeline.records import CLAIM_TYPES, ROLES, STANCES
from pipeline.report.words import plain

STANCE_LABELS: dict[str, str] = {stance: plain(f"stance_{stance}") for stance in STANCES}
NO_DOCUMENT_LABEL = plain("stance_unjudged")
CLAIM_TYPE_LABELS: dict[str, str] = {name: plain(f"claim_type_{name}") for name in CLAIM_TYPES}
ROLE_LABELS: dict[str, str] = {role: plain(f"role_{role}") for role in ROLES}
ORIGIN_LABELS = {"model": f"model ({plain('provisional_short')})", "human": "mens"}
REVIEW_LABELS = {True: "ja", False: "nee"}
