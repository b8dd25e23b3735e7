from __future__ import annotations

import stat
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridflow.store.errors import KeyFileError, UnsealError
from gridflow.store.sealing import (
    KeyRing,
    Sealed,
    SealingPlan,
    key_hash,
    open_values,
    placeholders,
    seal_values,
    stored_form,
)
from tests.databases import KEYS

PLAN = SealingPlan(sealed=frozenset({"phone", "members.id_number"}))
VALUES = {
    "phone": "13800000000",
    "income": Decimal("12.30"),
    "members": [
        {"name": "a", "id_number": "5120"},
        {"name": "b", "id_number": None},
    ],
}


def test_only_the_planned_fields_are_sealed_and_all_open_again():
    stored = seal_values(KEYS, PLAN, "record:1", VALUES)
    assert set(stored["phone"]) == {"sealed"}
    assert stored["income"] == Decimal("12.30")
    assert set(stored["members"][0]["id_number"]) == {"sealed"}
    assert stored["members"][0]["name"] == "a"
    assert stored["members"][1]["id_number"] is None
    read = placeholders(stored)
    assert isinstance(read["phone"], Sealed)
    assert isinstance(read["members"][0]["id_number"], Sealed)
    assert open_values(KEYS, "record:1", read) == VALUES
    assert stored_form(read) == stored


def test_the_same_value_is_never_stored_the_same_way_twice():
    one, two = (seal_values(KEYS, PLAN, "record:1", VALUES) for _ in range(2))
    assert one["phone"] != two["phone"]


@pytest.mark.parametrize(
    ("owner", "path"),
    [
        pytest.param("record:2", "phone", id="another-record"),
        pytest.param("record:1", "bank", id="another-field"),
    ],
)
def test_a_sealed_value_that_was_moved_does_not_open(owner, path):
    sealed = placeholders(seal_values(KEYS, PLAN, "record:1", VALUES))["phone"]
    with pytest.raises(UnsealError):
        KEYS.unseal(owner, path, sealed)


def test_a_row_that_was_moved_in_its_list_does_not_open():
    read = placeholders(seal_values(KEYS, PLAN, "record:1", VALUES))
    read["members"].reverse()
    with pytest.raises(UnsealError):
        open_values(KEYS, "record:1", read)


@pytest.mark.parametrize("text", ["", "????", "AAAA"], ids=["empty", "junk", "short"])
def test_a_broken_sealed_value_is_told_as_such(text):
    with pytest.raises(UnsealError):
        KEYS.unseal("record:1", "phone", Sealed(text))


def test_a_placeholder_shows_nothing():
    assert repr(placeholders({"phone": {"sealed": "c2VjcmV0"}})["phone"]) == "Sealed()"


def test_a_plain_value_that_looks_sealed_is_refused():
    with pytest.raises(TypeError):
        seal_values(KEYS, PLAN, "record:1", {"note": {"sealed": "x"}})


def test_a_keyed_value_is_found_however_it_was_written():
    plan = SealingPlan(keyed={"phone": lambda value: str(value).replace(" ", "")})
    one = key_hash(KEYS, plan, "household", "phone", "138 0000")
    assert one == key_hash(KEYS, plan, "household", "phone", "1380000")
    assert one != key_hash(KEYS, plan, "member", "phone", "1380000")


@given(st.text(max_size=30))
def test_sealing_and_opening_gives_the_value_back(value):
    plan = SealingPlan(sealed=frozenset({"f"}))
    stored = seal_values(KEYS, plan, "o", {"f": value})
    opened = open_values(KEYS, "o", placeholders(stored))["f"]
    # what is stored is in NFC
    assert opened == __import__("unicodedata").normalize("NFC", value)


def test_the_key_file_is_made_once_and_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "var" / "gridflow.key"
    made = KeyRing.open_or_create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert KeyRing.open_or_create(path) == made
    assert len({made.encryption, made.hashing, made.cookie}) == 3
    with pytest.raises(KeyFileError):
        KeyRing.create(path)
    assert "encryption" not in repr(made)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("[]", id="not-a-mapping"),
        pytest.param('{"encryption": "AAAA"}', id="too-few"),
        pytest.param(
            '{"encryption": "AAAA", "hashing": "AAAA", "cookie": "AAAA"}', id="short"
        ),
    ],
)
def test_a_file_that_is_no_key_file_is_refused(tmp_path, text):
    path = tmp_path / "key"
    path.write_text(text)
    with pytest.raises(KeyFileError):
        KeyRing.open(path)


def test_a_missing_key_file_is_told(tmp_path):
    with pytest.raises(KeyFileError, match="gone"):
        KeyRing.open(tmp_path / "gone")
