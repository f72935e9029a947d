"""Parts of tables, under the names by which answers read from them are remembered; see `Database.changed`."""


def records_of(register: str) -> str:
    """Return the name of the records of one register."""
    return f"records/{register}"
