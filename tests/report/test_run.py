import json

from pipeline.report import output_files, run_record
from pipeline.report.run import to_json


def record(**changed):
    known = {
        "version": "0.1.0",
        "environment": {"spacy": "3.8.11", "python": "3.11.2", "sklearn": "1.6.0"},
        "language_model": {"name": "nl_weerklank", "version": "1", "sha256": "d" * 64},
        "codebook": {"file": "codebook.toml", "version": "1", "sha256": "e" * 64},
        "embeddings": None,
        "reading": {"reader.npz": None},
        "pages": {"reader.npz": None},
        "judge": {"model.skops": "f" * 64, "reader.npz": None},
        "corrections": None,
        "inputs": [
            {"source": "reactie.txt", "sha256": "b" * 64, "document_id": "reactie"},
            {"source": "advies.txt", "sha256": "a" * 64, "document_id": "advies"},
        ],
        "counts": {"documents": 2},
        "seconds": {"ingest": 0.123456, "align": 2.0},
    }
    return run_record(**{**known, **changed})


def test_record_has_its_keys_in_order():
    assert list(record()) == [
        "program",
        "version",
        "environment",
        "language_model",
        "codebook",
        "embeddings",
        "reading",
        "pages",
        "judge",
        "corrections",
        "inputs",
        "files",
        "counts",
        "seconds",
    ]
    assert [entry["source"] for entry in record()["inputs"]] == ["advies.txt", "reactie.txt"]
    assert record()["seconds"] == {"ingest": 0.123, "align": 2.0}


def test_files_are_tables_texts_and_description(corpus):
    files = output_files(corpus.tables, corpus.documents, corpus.theme_ids)

    assert [name for name in files if not name.endswith(".csv")] == [
        "datapackage.json",
        "texts/advies.txt",
        "texts/oproep.txt",
        "texts/reactie.txt",
    ]
    assert len(files) == 14 + 4


def test_text_is_the_source_and_nothing_else(corpus):
    files = output_files(corpus.tables, corpus.documents, corpus.theme_ids)

    assert files["texts/oproep.txt"] == b"Zorg voor vrede.\r\n"


def test_json_holds_a_file_name_that_is_not_text():
    assert json.loads(to_json({"source": "caf\udce9.txt"})) == {"source": "caf\udce9.txt"}
