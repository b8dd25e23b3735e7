"""A clue about a household, as an import of a department's list brings it."""

from __future__ import annotations

from datetime import date

from gridflow.engine import Engine
from gridflow.engine.commands import Act, Answer, run
from gridflow.engine.reclassing import reconsider
from gridflow.store import records
from gridflow.store.ids import id_of_code
from gridflow.store.record_writing import NewRecord, Origin, add_record
from gridflow.store.sealing import PLAIN

PUSHED_ON = date(2023, 5, 15)


def push_clue(
    engine: Engine,
    household: str,
    channel: str = "province_illness",
    department: str = "health",
) -> None:
    """Add a clue to a household and let the campaigns decide its class anew."""

    def act(at: Act) -> Answer:
        record = id_of_code(engine.store.county, household)
        assert record is not None
        found = records.record(at.tx, record)
        assert found is not None
        new = NewRecord(
            "clue",
            found.id,
            found.area,
            found.grid,
            "推送的线索",
            "",
            {
                "channel": channel,
                "department": department,
                "pushed_on": PUSHED_ON.isoformat(),
                "content": "大额医疗费用",
            },
        )
        add_record(at.tx, PLAIN, new, PUSHED_ON, Origin(at.by))
        reconsider(at, [found.id])
        return {}

    run(engine, None, f"clue-{household}-{channel}", "push_clue", {}, act)
