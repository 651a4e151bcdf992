"""What changed between two runs, one story a test."""

from pipeline.compare import compare_runs

ADVICE = "De huur stijgt. De bouw ligt stil. Wij bevelen aan meer te bouwen. Verlaag de huur."
BUILD, LOWER = "meer te bouwen", "Verlaag de huur."
REPLY = "Dat meer te bouwen nemen wij over. De huur gaat niet omlaag. Wij wachten af."
CLAIMS = [
    ("advies", "De huur stijgt.", "assertion", ["trade"]),
    ("advies", "De bouw ligt stil.", "assertion", []),
]
ASKED = [("advies", BUILD, "1", "accepted"), ("advies", LOWER, "2", "rejected")]
ANSWERS = [
    (BUILD, "reactie", "Dat meer te bouwen nemen wij over.", "meaning"),
    (LOWER, "reactie", "De huur gaat niet omlaag.", "meaning"),
]
BOTH = {"advies": ADVICE, "reactie": REPLY}


def tallies(comparison):
    return {t.kind: (t.same, t.changed, t.new, t.lost) for t in comparison.tallies}


def test_a_run_does_not_differ_from_itself(run):
    made = run(BOTH, claims=CLAIMS, recommendations=ASKED, answers=ANSWERS)
    comparison = compare_runs(made, made)
    assert comparison.table.empty
    assert comparison.made_with == ()
    assert tallies(comparison) == {
        "document": (2, 0, 0, 0),
        "aanbeveling": (2, 0, 0, 0),
        "vraag": (2, 0, 0, 0),
        "oordeel over aanbeveling": (2, 0, 0, 0),
        "oordeel over vraag": (2, 0, 0, 0),
        "antwoord": (2, 0, 0, 0),
        "uitspraak": (2, 0, 0, 0),
    }


def test_other_labels_of_a_claim_are_said_one_by_one_in_dutch(run, shown):
    old = run(BOTH, claims=CLAIMS)
    new = run(
        BOTH, claims=[("advies", "De huur stijgt.", "position", ["trade", "security"]), CLAIMS[1]]
    )
    assert shown(compare_runs(old, new)) == [
        ("uitspraak", "gewijzigd", "De huur stijgt.", "soort", "stelling", "standpunt"),
        ("uitspraak", "gewijzigd", "De huur stijgt.", "thema's", "Handel", "Handel|Veiligheid"),
    ]


def test_identifiers_do_not_count(run, shown):
    old = run(BOTH, claims=CLAIMS[1:])
    new = run(BOTH, claims=CLAIMS)
    assert shown(compare_runs(old, new)) == [("uitspraak", "nieuw", "De huur stijgt.", "", "", "")]


def test_a_claim_with_another_end_is_changed_and_what_it_lost_is_new(run, shown):
    old = run(BOTH, claims=[("advies", "De huur stijgt. De bouw ligt stil.", "assertion", [])])
    new = run(BOTH, claims=[*CLAIMS[1:], ("advies", "De huur", "assertion", [])])
    assert shown(compare_runs(old, new)) == [
        ("uitspraak", "nieuw", "De huur", "", "", ""),
        (
            "uitspraak",
            "gewijzigd",
            "De bouw ligt stil.",
            "tekst",
            "De huur stijgt. De bouw ligt stil.",
            "De bouw ligt stil.",
        ),
    ]


def test_the_same_file_under_another_name_is_the_same_document(run, shown):
    old = run({"advies": ADVICE}, claims=CLAIMS)
    new = run({"nota": ADVICE}, claims=[("nota", *claim[1:]) for claim in CLAIMS])
    assert shown(compare_runs(old, new)) == [
        ("document", "gewijzigd", "nota", "bestand", "advies.txt", "nota.txt")
    ]


def test_in_a_new_version_words_tell_what_is_which(run, shown):
    newer = "Vooraf een groet. De bouw ligt vrijwel stil. De huur stijgt. Tot ziens."
    old = run(
        {"advies": ADVICE}, claims=[*CLAIMS, ("advies", "Wij bevelen aan", "recommendation", [])]
    )
    new = run(
        {"advies": newer},
        claims=[
            ("advies", "Vooraf een groet.", "assertion", []),
            ("advies", "De bouw ligt vrijwel stil.", "assertion", []),
            ("advies", "De huur stijgt.", "assertion", ["trade"]),
        ],
    )
    assert shown(compare_runs(old, new), "uitspraak") == [
        ("uitspraak", "nieuw", "Vooraf een groet.", "", "", ""),
        (
            "uitspraak",
            "gewijzigd",
            "De bouw ligt vrijwel stil.",
            "tekst",
            "De bouw ligt stil.",
            "De bouw ligt vrijwel stil.",
        ),
        ("uitspraak", "vervallen", "Wij bevelen aan", "", "", ""),
    ]


def test_another_verdict_comes_with_its_evidence(run, shown):
    old = run(BOTH, recommendations=ASKED[1:], answers=ANSWERS[1:])
    new = run(
        BOTH,
        recommendations=[("advies", LOWER, "2", "noted")],
        answers=[(LOWER, "reactie", "Wij wachten af.", "structure")],
    )
    comparison = compare_runs(old, new)
    was, now = "De huur gaat niet omlaag.", "Wij wachten af."
    assert shown(comparison) == [
        *(
            (f"oordeel over {unit}", "gewijzigd", LOWER, *change)
            for unit in ("aanbeveling", "vraag")
            for change in (
                ("oordeel", "niet overgenomen", "kennisgenomen"),
                ("bewijs", was, now),
            )
        ),
        ("antwoord", "vervallen", was, "", "", ""),
        ("antwoord", "nieuw", now, "", "", ""),
    ]
    assert comparison.verdicts["oordeel over vraag"] == {("niet overgenomen", "kennisgenomen"): 1}


def test_an_answer_found_elsewhere_in_the_same_place_is_changed(run, shown):
    old = run(BOTH, recommendations=ASKED[1:], answers=ANSWERS[1:])
    longer = "De huur gaat niet omlaag. Wij wachten af."
    new = run(BOTH, recommendations=ASKED[1:], answers=[(LOWER, "reactie", longer, "reference")])
    assert shown(compare_runs(old, new), "antwoord") == [
        ("antwoord", "gewijzigd", longer, "tekst", "De huur gaat niet omlaag.", longer),
        ("antwoord", "gewijzigd", longer, "gevonden via", "de betekenis", "een verwijzing"),
    ]


def test_a_lost_recommendation_takes_its_ask_its_verdicts_and_its_answer_along(run, shown):
    old = run(BOTH, recommendations=ASKED, answers=ANSWERS)
    new = run(BOTH, recommendations=ASKED[:1], answers=ANSWERS[:1])
    comparison = compare_runs(old, new)
    assert shown(comparison) == [
        ("aanbeveling", "vervallen", LOWER, "", "", ""),
        ("vraag", "vervallen", LOWER, "", "", ""),
        ("oordeel over aanbeveling", "vervallen", LOWER, "", "niet overgenomen", ""),
        ("oordeel over vraag", "vervallen", LOWER, "", "niet overgenomen", ""),
        ("antwoord", "vervallen", "De huur gaat niet omlaag.", "", "", ""),
    ]
    # What has no partner is in no cell of the table of verdicts.
    assert comparison.verdicts["oordeel over aanbeveling"] == {("overgenomen", "overgenomen"): 1}


def test_why_nothing_answers_is_a_difference(run, shown):
    old = run({"advies": ADVICE}, recommendations=[("advies", LOWER, "2", None)])
    new = run({"advies": ADVICE}, recommendations=[("advies", LOWER, "2", "no_response")])
    assert shown(compare_runs(old, new), "oordeel over vraag") == [
        (
            "oordeel over vraag",
            "gewijzigd",
            LOWER,
            "oordeel",
            "geen antwoorddocument",
            "geen reactie",
        ),
        ("oordeel over vraag", "gewijzigd", LOWER, "reden", "", "niets gevonden"),
    ]


def test_what_a_reply_quotes_is_left_out(run):
    asked = [*ASKED[:1], ("reactie", "Dat meer te bouwen", "1", "accepted")]
    old = run(BOTH, recommendations=ASKED[:1], answers=ANSWERS[:1])
    new = run(
        BOTH,
        recommendations=asked,
        answers=ANSWERS[:1],
        quoted={"Dat meer te bouwen": BUILD},
    )
    assert compare_runs(old, new).table.empty


def test_documents_come_and_go(run, shown):
    old, new = run({"advies": ADVICE}, claims=CLAIMS), run({"reactie": REPLY})
    assert shown(compare_runs(old, new)) == [
        ("document", "vervallen", "advies", "", "", ""),
        ("document", "nieuw", "reactie", "", "", ""),
        ("uitspraak", "vervallen", "De huur stijgt.", "", "", ""),
        ("uitspraak", "vervallen", "De bouw ligt stil.", "", "", ""),
    ]


def test_what_the_runs_were_made_with_is_named_where_it_differs(run):
    old = run(
        BOTH, made_with={"language_model": {"name": "a", "version": "1"}, "corrections": None}
    )
    new = run(
        BOTH,
        made_with={
            "language_model": {"name": "a", "version": "2"},
            "corrections": {"file": "c.csv"},
            "version": "2",
        },
    )
    assert compare_runs(old, new).made_with == (
        ("weerklank", "1", "2"),
        ("taalmodel version", "1", "2"),
        ("correcties", "geen", ""),
        ("correcties file", "", "c.csv"),
    )


def test_every_row_stands_where_it_says_in_its_own_run(run):
    newer = "Vooraf. " + ADVICE.replace("ligt stil", "ligt helemaal stil")
    old = run({"advies": ADVICE}, claims=CLAIMS, recommendations=ASKED)
    new = run(
        {"advies": newer},
        claims=[CLAIMS[0], ("advies", "De bouw ligt helemaal stil.", "position", [])],
        recommendations=ASKED[:1],
    )
    rows = compare_runs(old, new).table.query("soort == 'uitspraak'")
    assert len(rows) == 2
    for row in rows.itertuples():
        assert newer[row.begin_nieuw : row.eind_nieuw] == row.tekst == "De bouw ligt helemaal stil."
        assert ADVICE[row.begin_oud : row.eind_oud] == "De bouw ligt stil."
