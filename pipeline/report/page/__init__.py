"""``report.html``: one file that opens offline, for people with a browser."""

from pipeline.report.page.build import REPORT_FILE, About, build_page

__all__ = ["REPORT_FILE", "About", "build_page"]
