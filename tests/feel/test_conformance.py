"""The kit's cases, read where the folder stands beside the checkout."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from gridflow.feel import FeelError, evaluate

KIT = Path(__file__).parents[3] / "shared" / "feel" / "tck_cases.jsonl"
CASES = (
    [json.loads(line) for line in KIT.read_text("utf-8").splitlines()]
    if KIT.exists()
    else []
)
LEAST = Decimal("0.985")
# Groups of which every case with a value must pass: what forms rest on.
WHOLE = {
    "0001-filter",
    "0008-listGen",
    "0011-insert-remove",
    "0012-list-functions",
    "0021-singleton-list",
    "0033-for-loops",
    "0064-feel-conjunction",
    "0065-feel-disjunction",
    "0068-feel-equality",
    "0069-feel-list",
    "0071-feel-between",
    "0072-feel-in",
    "0084-feel-for-loops",
    "1155-list-replace-function",
}
MAKERS = {
    "$date": "date(x)",
    "$time": "time(x)",
    "$dateTime": "date and time(x)",
    "$duration": "duration(x)",
}


def value_of(written):
    if isinstance(written, list):
        return [value_of(one) for one in written]
    if isinstance(written, dict):
        if len(written) == 1:
            ((key, text),) = written.items()
            if key == "$number":
                return Decimal(text)
            if key in MAKERS:
                return evaluate(MAKERS[key], {"x": text})
        return {key: value_of(one) for key, one in written.items()}
    return written


def alike(found, expected):
    if isinstance(found, bool) or isinstance(expected, bool):
        return found is expected
    if isinstance(found, int | Decimal) and isinstance(expected, int | Decimal):
        return abs(found - expected) <= Decimal("1e-8") * max(1, abs(expected))
    if isinstance(found, list) and isinstance(expected, list):
        return len(found) == len(expected) and all(map(alike, found, expected))
    if isinstance(found, dict) and isinstance(expected, dict):
        same = found.keys() == expected.keys()
        return same and all(alike(found[key], expected[key]) for key in found)
    return type(found) is type(expected) and found == expected


def passes(case):
    try:
        found = evaluate(case["expr"], value_of(case["context"]))
    except FeelError:
        return case["expected"] is None
    return alike(found, value_of(case["expected"]))


@pytest.fixture
def failed():
    return [case["id"] for case in CASES if not passes(case)]


if CASES:

    def test_the_kit_passes_but_for_what_the_documentation_lists(failed):
        share = Decimal(len(CASES) - len(failed)) / len(CASES)
        print(f"FEEL conformance: {share:.4f}")  # noqa: T201  # the figure is the report
        assert share >= LEAST, failed

    def test_every_case_with_a_value_passes_in_the_groups_that_forms_rest_on(failed):
        asked = {
            case["id"]
            for case in CASES
            if case["expected"] is not None and case["id"].split("/")[0] in WHOLE
        }
        assert len(asked) > 100
        assert asked & set(failed) == set()

    def test_every_left_out_case_is_in_the_documentation(failed):
        page = Path(__file__).parents[2] / "docs" / "feel.md"
        listed = page.read_text("utf-8")
        groups = sorted({one.split("/")[0] for one in failed})
        assert [name for name in groups if name not in listed] == []
