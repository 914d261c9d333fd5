"""SQLite and PostgreSQL by SQLAlchemy: engines, schema versions, locks; no table of ours is known here."""
