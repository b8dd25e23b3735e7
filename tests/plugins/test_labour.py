from __future__ import annotations

import pytest

from plugins.return_to_poverty.labour import labour_of, printed


@pytest.mark.parametrize(
    ("states", "has_labour", "wholly_without"),
    [
        pytest.param(["normal", "none"], True, False, id="one-worker"),
        pytest.param(["weak", "none"], True, False, id="weak-counts-as-labour"),
        pytest.param(["skilled", None], True, False, id="worker-and-unknown"),
        pytest.param(["none", "lost"], False, True, id="nobody-can-work"),
        pytest.param(["none", None], None, None, id="undecided"),
        pytest.param([], False, False, id="nobody-there"),
    ],
)
def test_labour_of_a_household(states, has_labour, wholly_without):
    labour = labour_of({"labour": state} for state in states)
    assert labour.has_labour is has_labour
    assert labour.wholly_without_labour is wholly_without


def test_paper_of_a_visit_shows_the_households_labour():
    members = [{"labour": "weak"}, {"labour": "none"}]
    assert printed({"members": members}) == {
        "labour_able": 1,
        "has_labour": True,
        "wholly_without_labour": False,
    }


def test_paper_without_members_shows_no_labour():
    assert printed({"wage": 1}) == {}
