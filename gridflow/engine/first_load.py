"""What a new site begins with: areas from a table, records many at once."""

from __future__ import annotations
