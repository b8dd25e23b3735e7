"""What templates do to values."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        pytest.param(
            "{{ v|money }}", "18600", '<span class="k">18</span>600.00', id="thousands"
        ),
        pytest.param("{{ v|money }}", "600.5", "600.50", id="two decimals"),
        pytest.param(
            "{{ v|money }}",
            "-1234.56",
            '-<span class="k">1</span>234.56',
            id="negative",
        ),
        pytest.param("{{ v|number }}", "4", "4", id="small"),
        pytest.param(
            "{{ v|number }}",
            "1234567",
            '<span class="k">1</span><span class="k">234</span>567',
            id="millions",
        ),
        pytest.param("{{ v|number }}", "<b>", "&lt;b&gt;", id="no number is escaped"),
        pytest.param("{{ v|day }}", "2023-05-09", "2023年5月9日", id="day"),
        pytest.param("{{ v|day }}", "", "　　年　 月　 日", id="day to write in"),
        pytest.param("{{ v|month }}", "2022-06", "2022年6月", id="month"),
        pytest.param(
            "{{ v|instant }}",
            "2023-05-20T14:32:00+08:00",
            "2023年5月20日 14:32",
            id="instant",
        ),
        pytest.param("{{ v|instant }}", "", "", id="no instant"),
        pytest.param("{{ v|box }}", True, "☑", id="ticked"),
        pytest.param("{{ v|box }}", False, "☐", id="empty box"),
        pytest.param("{{ v|masked(3, 4) }}", "13882012345", "138****2345", id="mask"),
        pytest.param("{{ v|masked(3, 4) }}", "12345", "*****", id="too short to show"),
        pytest.param("{{ v|masked(2) }}", "12345", "12***", id="only the first"),
        pytest.param(
            "{{ v|blank }}",
            6,
            '<span class="rule" style="min-width:6em"></span>',
            id="a rule to write on",
        ),
    ],
)
def test_a_filter_sets_a_value_as_paper_wants_it(html_of, text, value, expected):
    assert html_of(text, v=value) == expected
