"""The judge on records built by hand: a source, its sentences, alignments."""

from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest

from pipeline.errors import ModelError
from pipeline.judge import REVIEW_BELOW, Judge, roll_up
from pipeline.judge.answers import AnswerClause, source_span
from pipeline.judge.by_model import load_stance_model
from pipeline.judge.features import ClauseView
from pipeline.judge.matching import find_cues
from pipeline.judge.rules import refused_with_others
from pipeline.offsets import fold
from pipeline.records import Alignment, Ask, Cue, Passage, Recommendation, Sentence

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(
    not (ROOT / "models/stance/model.skops").is_file(), reason="no trained stance model"
)


@pytest.fixture(scope="session")
def judge():
    return Judge(ROOT / "models")


class Case:
    """A recommendation with asks, and a response that is one passage of sentences."""

    def __init__(self, judge, asks, response, *, method="structure"):
        self.judge = judge
        self.source = "\n".join(response)
        self.recommendation = Recommendation(
            document_id="advies",
            start=0,
            end=9,
            text=" ".join(asks),
            recommendation_id="advies-r01",
            asks=tuple(
                Ask(
                    document_id="advies",
                    start=i,
                    end=i + 1,
                    text=ask,
                    text_resolved=ask,
                    ask_id=f"advies-r01-a{i + 1}",
                    recommendation_id="advies-r01",
                )
                for i, ask in enumerate(asks)
            ),
        )
        self.sentences = []
        at = 0
        for text in response:
            start = self.source.index(text, at)
            at = start + len(text)
            folded = fold(self.source, start, at)
            cues = tuple(
                Cue(
                    start=folded.source_span(m.start, m.end)[0],
                    end=folded.source_span(m.start, m.end)[1],
                    label=m.rule.name,
                    negated=m.negated,
                )
                for m in find_cues(folded.text, judge.book)
            )
            self.sentences.append(
                Sentence(
                    document_id="brief", start=start, end=at, text=folded.text, block=0, cues=cues
                )
            )
        self.alignments = [
            Alignment(
                recommendation_id="advies-r01",
                ask_id="",
                method=method,
                score=1.0,
                passage=Passage(
                    document_id="brief",
                    start=0,
                    end=len(self.source),
                    text=fold(self.source, 0, len(self.source)).text,
                ),
            )
        ]

    def words(self, document_id, start, end):
        return fold(self.source, start, end).text

    def verdicts(self, **options):
        options = {"linked": True, "normalise": self.words} | options
        return self.judge.judge_recommendation(
            self.recommendation,
            options.pop("alignments", self.alignments),
            {"brief": self.sentences},
            **options,
        )


def test_without_linked_document_there_is_no_stance(judge):
    found = Case(judge, ["Stel een fonds in."], ["Dat gebeurt."]).verdicts(linked=False)
    assert [(v.stance, v.reason, v.evidence) for v in found] == [
        (None, "no_response_document", None)
    ] * 2


@pytest.mark.parametrize("reason", ["not_found", "forwarded", "postponed"])
def test_linked_but_unanswered_says_why(judge, reason):
    case = Case(judge, ["Stel een fonds in.", "Verlaag de eis."], ["Dat gebeurt."])
    found = case.verdicts(alignments=[], no_answer_reason=reason)
    assert [(v.stance, v.reason, v.evidence) for v in found] == [("no_response", reason, None)] * 3


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Ik heb uw advies doorgezonden aan de minister van Financiën.", "forwarded"),
        ("Een inhoudelijke reactie volgt na de zomer.", "postponed"),
    ],
)
def test_letter_that_only_passes_on_answers_nothing(judge, sentence, reason):
    found = Case(judge, ["Stel een fonds in."], ["Met dank voor uw rapport.", sentence]).verdicts()
    assert {(v.stance, v.reason, v.evidence) for v in found} == {("no_response", reason, None)}


@pytest.mark.parametrize(
    ("sentence", "stance"),
    [
        ("Het kabinet neemt deze aanbeveling over.", "accepted"),
        ("Het kabinet neemt deze aanbeveling over en start in maart.", "accepted"),
        ("Het kabinet neemt deze aanbeveling niet over.", "rejected"),
        ("Het kabinet neemt deze aanbeveling deels over.", "partially_accepted"),
    ],
)
def test_explicit_verdict_on_the_whole_decides(judge, sentence, stance):
    case = Case(judge, ["Stel een fonds in."], ["De raad stelt een fonds voor.", sentence])
    whole, ask = case.verdicts()
    assert (whole.stance, whole.reason, whole.evidence.text) == (stance, "overall", sentence)
    assert (ask.stance, ask.ask_id) == (stance, "advies-r01-a1")


def test_a_verdict_on_another_report_does_not_decide(judge):
    sentence = (
        "De raad van de rekenkamer heeft het kabinet in zijn reactie op haar rapport gevolgd."
    )
    case = Case(judge, ["Stel een fonds in."], ["Er is al een fonds.", sentence])
    assert case.verdicts()[0].reason != "overall"


def test_blanket_endorsement_covers_an_ask_that_nothing_refuses(judge):
    case = Case(
        judge,
        ["Open een landelijk meldpunt.", "Doe dit met lef.", "Voer een boete in."],
        [
            "Het kabinet is het met deze aanbeveling eens.",
            "Nederland heeft al sinds 2019 een landelijk meldpunt.",
            "Een boete wijst het kabinet af.",
        ],
    )
    _, desk, daring, fine = case.verdicts()
    assert [desk.stance, fine.stance] == ["existing_policy", "rejected"]
    assert daring.stance in {"existing_policy", "accepted"}


def test_verdicts_come_whole_first_then_asks_in_order(judge):
    case = Case(
        judge, ["Open een meldpunt.", "Voer een boete in."], ["Het meldpunt komt er in maart."]
    )
    assert [v.verdict_id for v in case.verdicts()] == [
        "advies-r01",
        "advies-r01-a1",
        "advies-r01-a2",
    ]


def test_contrast_splits_the_asks_and_evidence_is_a_clause(judge):
    case = Case(
        judge,
        ["Open een landelijk meldpunt.", "Voer een bestuurlijke boete in."],
        [
            "Het landelijk meldpunt wordt in maart\ngeopend, maar een bestuurlijke "
            "boete acht het kabinet niet\nnodig."
        ],
    )
    whole, first, second = case.verdicts()
    assert [whole.stance, first.stance, second.stance] == [
        "partially_accepted",
        "accepted",
        "rejected",
    ]
    assert second.evidence.text == "maar een bestuurlijke boete acht het kabinet niet nodig."
    for verdict in (whole, first, second):
        evidence = verdict.evidence
        assert case.words("brief", evidence.start, evidence.end) == evidence.text


def test_evidence_lies_inside_the_aligned_passage(judge):
    case = Case(judge, ["Stel een fonds in."], ["Er komt een fonds.", "Dat is al lang zo."])
    first = case.sentences[0]
    passage = Passage(document_id="brief", start=first.start, end=first.end, text=first.text)
    only_first = [
        Alignment(
            recommendation_id="advies-r01", ask_id="", passage=passage, method="meaning", score=0.5
        )
    ]
    for verdict in case.verdicts(alignments=only_first):
        assert first.start <= verdict.evidence.start < verdict.evidence.end <= first.end


def test_confidence_is_a_probability_and_doubt_is_marked(judge):
    case = Case(judge, ["Stel een fonds in."], ["Over fondsen is veel te zeggen."])
    for verdict in case.verdicts():
        assert 0 <= verdict.confidence <= 1
        assert verdict.needs_review == (verdict.confidence < REVIEW_BELOW)


def test_same_input_gives_the_same_verdicts(judge):
    case = Case(
        judge, ["Open een meldpunt.", "Voer een boete in."], ["Dat gebeurt al.", "Een boete niet."]
    )
    assert case.verdicts() == case.verdicts()


def test_span_in_the_source_is_found_across_line_ends():
    source = "Het regis-\nter   komt er, maar\neen boete niet."
    whole = Passage(
        document_id="x", start=0, end=len(source), text=fold(source, 0, len(source)).text
    )
    start = whole.text.index("maar")
    found = source_span(whole, start, len(whole.text), lambda _, a, b: fold(source, a, b).text)
    assert source[slice(*found)] == "maar\neen boete niet."


def test_missing_model_says_what_to_do(tmp_path, book):
    with pytest.raises(ModelError, match="make models"):
        load_stance_model(tmp_path / "model.skops", book)


def test_damaged_model_is_named(tmp_path, book):
    path = tmp_path / "model.skops"
    path.write_bytes(b"no zip")
    with pytest.raises(ModelError, match=r"model\.skops"):
        load_stance_model(path, book)


def test_same_model_is_saved_as_the_same_bytes(tmp_path, judge):
    judge.model.save(tmp_path / "a.skops")
    assert b"_stop_words_id" not in ZipFile(tmp_path / "a.skops").read("schema.json")
    again = load_stance_model(tmp_path / "a.skops", judge.book)
    again.clause_probabilities([ClauseView("Dat gebeurt.")], "Stel een fonds in.")
    again.save(tmp_path / "b.skops")
    assert (tmp_path / "a.skops").read_bytes() == (tmp_path / "b.skops").read_bytes()


def test_sentence_about_the_whole_letter_decides_only_what_it_names(judge):
    case = Case(
        judge,
        ["Vergroot de maatschappelijke ruimte."],
        ["Dat gebeurt al sinds 2015.", "Voor de andere voorstellen is geen ruimte."],
    )
    last = case.sentences[1]
    letter = Passage(document_id="brief", start=last.start, end=last.end, text=last.text)
    own = Passage(
        document_id="brief", start=0, end=case.sentences[0].end, text=case.sentences[0].text
    )
    rows = [
        Alignment(
            recommendation_id="advies-r01", ask_id="", passage=own, method="structure", score=1
        )
    ]
    found = case.verdicts(alignments=rows, general=[letter])
    assert {v.stance for v in found} == {"existing_policy"}


def test_sentence_about_the_whole_letter_decides_the_ask_that_it_names(judge):
    case = Case(
        judge,
        ["Reserveer tien miljoen extra voor het fonds."],
        ["Voor voorstellen die om extra middelen voor het fonds vragen, is geen ruimte."],
    )
    only = case.sentences[0]
    letter = Passage(document_id="brief", start=only.start, end=only.end, text=only.text)
    whole, ask = case.verdicts(alignments=[], general=[letter])
    assert (whole.stance, ask.stance) == ("rejected", "rejected")
    assert whole.evidence.text == only.text


def test_label_before_an_answer_is_no_part_of_it(judge):
    case = Case(judge, ["Stel een fonds in."], ["Ad b. Een fonds wijst het kabinet af."])
    start = case.source.index("Een fonds")
    passage = Passage(
        document_id="brief", start=start, end=len(case.source), text=case.source[start:]
    )
    rows = [
        Alignment(
            recommendation_id="advies-r01", ask_id="", passage=passage, method="structure", score=1
        )
    ]
    whole, _ = case.verdicts(alignments=rows)
    assert whole.stance == "rejected"
    assert (whole.evidence.start, whole.evidence.text) == (start, passage.text)


def test_verdict_on_the_whole_follows_from_those_on_the_asks(judge):
    case = Case(
        judge,
        ["Open een meldpunt.", "Voer een boete in.", "Stel een gezant aan."],
        ["Het meldpunt opent in maart.", "Over een boete beslist een volgend kabinet."],
    )
    whole, *asks = case.verdicts()
    assert roll_up([ask.stance for ask in asks]) == whole.stance


def test_refusal_of_all_such_proposals_decides_only_where_the_own_answer_is_unclear(judge):
    case = Case(
        judge,
        ["Trek extra geld uit voor bruggen."],
        [
            "Over bruggen is veel te zeggen.",
            "Wij trekken voor bruggen vanaf 2027 jaarlijks tien miljoen euro extra uit.",
            "Voor voorstellen die extra geld vragen is geen ruimte, die wijst het kabinet af.",
        ],
    )
    unclear, clear, refusal = case.sentences

    def judged(own):
        passages = [
            Passage(document_id="brief", start=s.start, end=s.end, text=s.text)
            for s in (own, refusal)
        ]
        rows = [
            Alignment(
                recommendation_id="advies-r01",
                ask_id="",
                passage=passages[0],
                method="structure",
                score=1,
            )
        ]
        return case.verdicts(alignments=rows, general=passages[1:])[1]

    assert judged(unclear).stance == "rejected"
    assert judged(unclear).evidence.text == refusal.text
    assert judged(clear).stance != "rejected"


@pytest.mark.parametrize(
    ("general", "rejects", "weight", "decides"),
    [
        (True, 0.95, 0.4, True),
        (True, 0.7, 0.4, False),
        (True, 0.95, 0, False),
        (False, 1, 1, False),
    ],
)
def test_only_a_sure_refusal_about_the_whole_letter_that_names_the_ask_counts(
    general, rejects, weight, decides
):
    text = "Daarvoor is geen ruimte."
    clause = AnswerClause(
        view=ClauseView(text),
        passage=Passage(document_id="brief", start=0, end=len(text), text=text),
        general=general,
    )
    found = np.array([[0, 0, rejects, 1 - rejects, 0]])
    assert refused_with_others(found, [clause], np.array([weight])) is decides
