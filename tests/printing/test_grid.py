"""Lines of official tables and bands of wide rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridflow.printing.grid import BAND_UNITS, COLUMNS, Shape, Span, bands, ems, lines

SHORT = Shape(label_ems=4, value_ems=5)
WIDE = Shape(label_ems=4, value_ems=12)
LONG = Shape(label_ems=4, value_ems=9, long=True)
QUESTION = Shape(label_ems=4, value_ems=5.8)
NOTE = Shape(label_ems=6, value_ems=9, long=True, beside=True)
FULL = [Span(1, 5)]

shapes = st.builds(
    Shape,
    label_ems=st.floats(0, 60),
    value_ems=st.floats(0, 200),
    long=st.booleans(),
    beside=st.booleans(),
)
sizes = st.sampled_from([None, "third", "half", "two_thirds", "full"])


@given(st.lists(st.tuples(shapes, sizes), max_size=24))
def test_every_line_fills_the_table_and_every_cell_stands_once(asked):
    found = lines([shape for shape, _ in asked], [size for _, size in asked])
    assert sum(len(line) for line in found) == len(asked)
    for line in found:
        assert sum(span.label + span.value for span in line) == COLUMNS
        assert all(span.label >= 1 and span.value >= 1 for span in line)


@given(st.lists(st.floats(0, 40), min_size=1, max_size=40))
def test_every_band_fills_the_row_and_every_column_stands_once(widths):
    found = bands(widths, 3)
    assert sum(len(band) for band in found) == len(widths)
    for band in found:
        assert sum(band) == BAND_UNITS - 3
        assert min(band) >= 1


@pytest.mark.parametrize(
    ("cells", "sizes", "expected"),
    [
        pytest.param([SHORT] * 3, [], [[Span(1, 1)] * 3], id="three short ones"),
        pytest.param(
            [SHORT] * 4, [], [[Span(1, 2)] * 2] * 2, id="four: two and two, not 3 and 1"
        ),
        pytest.param([WIDE] * 2, [], [[Span(1, 2)] * 2], id="two wide ones"),
        pytest.param([LONG, SHORT], [], [FULL, FULL], id="long text has its own line"),
        pytest.param(
            [QUESTION, NOTE], [], [[Span(1, 1), Span(1, 3)]], id="a question, its note"
        ),
        pytest.param(
            [QUESTION, NOTE], [None, "full"], [FULL, FULL], id="unless a size is asked"
        ),
        pytest.param(
            [SHORT, SHORT],
            ["two_thirds", "third"],
            [[Span(1, 3), Span(1, 1)]],
            id="address and phone",
        ),
        pytest.param(
            [Shape(label_ems=30, value_ems=5.8)],
            [],
            [[Span(4, 2)]],
            id="a long question gets the wide side",
        ),
    ],
)
def test_cells_share_lines_as_officials_draw_them(cells, sizes, expected):
    assert lines(cells, sizes) == expected


def test_few_columns_stay_in_one_band():
    assert len(bands([4, 5, 6, 8], 3)) == 1


def test_many_columns_fold_into_bands_of_similar_width():
    found = bands([6] * 16, 3)
    assert [len(band) for band in found] == [8, 8]


def test_an_ideograph_is_as_wide_as_two_letters():
    assert ems("户主") == ems("abcd") == 2
