from __future__ import annotations

from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridflow.store import open_store
from gridflow.store.errors import DatabaseUrlError
from gridflow.store.ids import RUNNING, code_of, id_of_code
from tests.databases import COUNTY, KEYS

NUMBERS = st.integers(1, RUNNING - 1)


@given(NUMBERS)
def test_a_code_leads_back_to_its_row(number):
    row_id = COUNTY * RUNNING + number
    assert id_of_code(COUNTY, code_of(row_id)) == row_id
    assert id_of_code(COUNTY, code_of(row_id).lower()) == row_id


@given(NUMBERS, st.integers(0, 7), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_wrong_character_is_never_another_row(number, place, letter):
    code = code_of(number)
    if code[place] != letter:
        assert id_of_code(COUNTY, code[:place] + letter + code[place + 1 :]) is None


def test_neighbours_have_codes_far_apart():
    codes = [code_of(number) for number in range(1, 200)]
    assert len(set(codes)) == len(codes)
    assert len({code[:3] for code in codes}) > 150


@pytest.mark.parametrize("text", ["", "ABC", "ILOUILOU", "????????", "家" * 8])
def test_what_is_no_code_leads_nowhere(text):
    assert id_of_code(COUNTY, text) is None


def test_ids_carry_the_county_and_stay_below_two_to_the_53(store):
    with store.transaction() as tx:
        ids = [tx.new_id() for _ in range(200)]
    assert len(set(ids)) == 200
    assert {row_id // RUNNING for row_id in ids} == {COUNTY}
    assert max(ids) < 2**53


def test_an_undone_transaction_takes_no_committed_id_with_it(store):
    seen = set()
    for undone in (True, False, True, False, False):
        try:
            with store.transaction() as tx:
                ids = {tx.new_id() for _ in range(70)}
                if undone:
                    raise KeyError  # noqa: TRY301
        except KeyError:
            continue
        assert not ids & seen
        seen |= ids


def test_two_programs_never_take_the_same_id(store, url):
    taken: list[list[int]] = []

    def work():
        other = open_store(url, KEYS, COUNTY)
        for _ in range(5):
            with other.transaction() as tx:
                taken.append([tx.new_id() for _ in range(30)] + tx.reserve(100))
        other.close()

    threads = [Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    flat = [row_id for ids in taken for row_id in ids]
    assert len(flat) == 3 * 5 * 130
    assert len(set(flat)) == len(flat)


@pytest.mark.parametrize("county", [0, -1, 2**53 // RUNNING], ids=str)
def test_a_county_number_that_does_not_fit_is_refused(county):
    with pytest.raises(ValueError, match=str(county)):
        open_store("sqlite:///unused", KEYS, county)


def test_an_address_of_another_database_is_refused():
    with pytest.raises(DatabaseUrlError):
        open_store("mysql://somewhere/db", KEYS, COUNTY)
