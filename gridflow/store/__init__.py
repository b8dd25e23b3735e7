"""The store: everything that is kept, on SQLite or PostgreSQL."""

from __future__ import annotations

from gridflow.store.database import Session, Store, Transaction, open_store
from gridflow.store.rows import By, Scope

__all__ = ["By", "Scope", "Session", "Store", "Transaction", "open_store"]
