"""Records to tables, a description of the tables, and the output folder."""

from pipeline.report.check import check_tables
from pipeline.report.csv_form import FORMS, STANDARD, CsvForm, csv_bytes
from pipeline.report.measured import Measured, load_measured
from pipeline.report.package import build_package
from pipeline.report.run import output_files, run_record
from pipeline.report.schema import TABLES
from pipeline.report.tables import build_tables
from pipeline.report.write import check_output_folder, recover, write_errors, write_run

__all__ = [
    "FORMS",
    "STANDARD",
    "TABLES",
    "CsvForm",
    "Measured",
    "build_package",
    "build_tables",
    "check_output_folder",
    "check_tables",
    "csv_bytes",
    "load_measured",
    "output_files",
    "recover",
    "run_record",
    "write_errors",
    "write_run",
]
