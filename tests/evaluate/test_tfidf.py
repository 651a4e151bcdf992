import pytest

from pipeline.evaluate import evaluate_run, format_evaluation, read_gold
from pipeline.evaluate.tfidf import FEWEST_TAUGHT, find_by_tfidf

SOURCE = "Vrouwen leiden. Steun hen nu. Handel groeit. Wij danken u zeer."
SPANS = ((0, 15), (16, 29), (30, 44), (45, 63))
CODINGS = (
    "1,assertion,women_girls",
    "1,recommendation,women_girls",
    "1,assertion,trade",
    "0,,",
)


@pytest.fixture
def papers(tmp_path):
    """A folder of labelled papers, the same words under as many other headings."""

    def write(n_papers):
        folder = tmp_path / "papers"
        (folder / "gold").mkdir(parents=True)
        lines = ["document_id,start,end,is_claim,claim_type,themes"]
        manifest = []
        for n in range(n_papers):
            head = f"Nummer {'x' * n}.\n\n"
            (folder / f"p{n}.txt").write_text(f"{head}{SOURCE}\n", encoding="utf-8")
            manifest.append(f'[p{n}]\nfile = "p{n}.txt"\nrole = "policy"\n')
            for (start, end), coding in zip(SPANS, CODINGS, strict=True):
                lines.append(f"p{n},{start + len(head)},{end + len(head)},{coding}")
        (folder / "manifest.toml").write_text("\n".join(manifest), encoding="utf-8")
        (folder / "gold" / "coder_a.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return folder

    return write


@pytest.fixture
def gold(write_gold):
    return read_gold(write_gold([(1, "position", "lhbtiq")] * 4))


def test_it_says_of_new_documents_what_it_learnt(papers, gold):
    found, note = find_by_tfidf(gold, {"advies": SOURCE}, [papers(FEWEST_TAUGHT)])
    assert [(one.is_claim, one.themes) for one in found.codings] == [
        (True, {"women_girls"}),
        (True, {"women_girls"}),
        (True, {"trade"}),
        (False, found.codings[3].themes),
    ]
    assert [one.claim_type for one in found.codings[:3]] == [
        "assertion",
        "recommendation",
        "assertion",
    ]
    assert f"learnt from {FEWEST_TAUGHT} labelled papers" in note


def test_it_learns_nothing_from_what_is_evaluated(papers, gold, make_tables):
    folder = papers(FEWEST_TAUGHT)
    same = (folder / "p0.txt").read_text(encoding="utf-8")
    sources = {"advies": SOURCE, "another name": same}
    found, note = find_by_tfidf(gold, sources, [folder])
    assert found is None
    assert (
        note
        == "No tfidf baseline here: 1 of the 10 papers that would teach it are the ones evaluated."
    )
    evaluation = evaluate_run(make_tables(), sources, gold, taught=[folder], n_bootstrap=5)
    assert "tfidf" not in set(evaluation.scores["system"])
    assert format_evaluation(evaluation).splitlines()[-1].startswith("No tfidf baseline here")


def test_it_is_compared_on_claims_types_and_themes_only(papers, gold, make_tables):
    folder = papers(FEWEST_TAUGHT)
    evaluation = evaluate_run(
        make_tables(), {"advies": SOURCE}, gold, taught=[folder], n_bootstrap=5
    )
    own = evaluation.scores[evaluation.scores["system"] == "tfidf"]
    assert set(own["stage"]) == {"claims", "claim_types", "themes"}
    assert evaluation.value("claims", "precision", "claim", "tfidf") == 1
