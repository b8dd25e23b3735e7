"""`python -m gridflow`: the same as `gridflow`."""

from __future__ import annotations

from gridflow.cli import main

main()
