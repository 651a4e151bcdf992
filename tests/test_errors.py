"""What goes wrong in another process says the same here."""

import pickle

import pytest

from pipeline.errors import ModelError, UsageError, WeerklankError


@pytest.mark.parametrize("kind", [WeerklankError, UsageError, ModelError])
def test_an_error_comes_back_from_another_process_with_its_hint(kind):
    error = pickle.loads(pickle.dumps(kind("kapot", "Haal het opnieuw op.")))
    assert (error.message, error.hint) == ("kapot", "Haal het opnieuw op.")
    assert str(error) == "kapot Haal het opnieuw op."
