"""Bytes are decoded as they were encoded, or said to be undecodable; nothing else is done."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import SourceError
from pipeline.ingest.files.decoding import decode

TEXTS = {
    "prices": "Eén “reële” prijs: € 5 – té duur…\r\n",
    "words": "Zij was geërgerd: de cliënten, patiënten en ideeën kosten zo’n 20% meer.",
    "one letter": "De financiële situatie.",
    "one accent": "café",
    "capitals": "CAFÉ’S en foto’s in het ‘Oranje’-café, privé…”",
    "signs": "§ 3: 20 °C – € 3,50 • één punt",
    "ascii": "De stad bouwt.",
}
ENCODINGS = [
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"),
    *("iso8859-15", "mac_roman", "cp850"),
]


def encodable(text, encoding):
    try:
        return bool(text.encode(encoding))
    except UnicodeEncodeError:
        return False


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_dutch_is_read_in_every_encoding_it_comes_in(name, encoding):
    text = TEXTS[name]
    if encoding == "iso8859-15":
        # its euro sign has the byte of another sign in Windows' page, which is meant far more often
        text = text.replace("€", "EUR")
    if not encodable(text, encoding):
        text = text.encode(encoding, "ignore").decode(encoding)
    assert decode(text.encode(encoding)) == text


def test_utf_8_with_bytes_of_windows_between_is_read_piece_by_piece():
    text = "Eén coöperatie zei: ‘dat is onze prijs’. "
    pasted = "Zo’n “idee” is te duur…"
    assert decode(text.encode() + pasted.encode("cp1252") + text.encode()) == text + pasted + text


def test_windows_with_a_piece_of_utf_8_is_read_piece_by_piece():
    text = "Zo’n één geërgerde privé…” É’S "
    assert decode(text.encode("cp1252") * 3 + "één".encode()) == text * 3 + "één"


@pytest.mark.parametrize("taken_for", ["cp1252", "latin-1"])
def test_text_that_was_encoded_twice_is_decoded_twice(taken_for):
    text = "Zij was geërgerd: één idee, zo’n 20% – niet meer."
    # 'à' has a byte that Windows' page does not define and passes on
    once = "".join(
        bytes([byte]).decode("latin-1" if byte in b"\x81\x8d\x8f\x90\x9d" else taken_for)
        for byte in (text + " à").encode()
    )
    assert decode(once.encode()) == text + " à"


@pytest.mark.parametrize(
    "text",
    [
        "De fout ‘Ã©’ ontstaat als é twee keer wordt gecodeerd.",
        "Ã© Ã« Ã¯ en één echte é",
    ],
)
def test_text_about_the_accident_or_partly_hit_by_it_is_left_alone(text):
    assert decode(text.encode()) == text


@pytest.mark.parametrize(
    ("data", "at"),
    [
        (b"De stad \x81 bouwt \xe9\xe9n huis", 8),
        ("één twee drie vier vijf é é é".encode() + b" \x8d", 35),
        (b"\xff\xfe" + "De stad".encode("utf-16-le") + b"\x00\xd8x\x00", 16),
        (b"\xff\xfe" + "De stad".encode("utf-16-le") + b"x", 16),
        ("De stad bouwt".encode("utf-16-le") + b"\x00\xd8x\x00", 26),
    ],
    ids=["windows", "mixed", "utf-16", "utf-16 cut off", "utf-16 without mark"],
)
def test_byte_that_nothing_explains_is_said_with_its_offset(data, at):
    with pytest.raises(SourceError, match=rf"without loss: byte {at} ") as error:
        decode(data)
    assert "UTF-8" in error.value.hint


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
)
def test_any_text_in_utf_8_is_read_back(text):
    assert decode(text.encode()) == text.removeprefix("\ufeff")


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data):
    try:
        assert isinstance(decode(data), str)
    except SourceError as error:
        assert error.hint
