"""Looking into the file's tables, whose shape nobody has checked yet."""

from typing import cast


def as_table(value: object) -> dict[str, object]:
    """``value`` if it is a table, else an empty one."""
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def as_items(value: object) -> list[object]:
    """The items of ``value`` if it is a list, else none."""
    return list(cast("list[object]", value)) if isinstance(value, list | tuple) else []
