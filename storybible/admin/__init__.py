"""The story bible in the admin, where designers work. Importing this registers every class."""

from storybible.admin import elements, records, relations, scenes, style, time, universes, world

__all__ = ["elements", "records", "relations", "scenes", "style", "time", "universes", "world"]
