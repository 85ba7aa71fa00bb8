"""Ways to count time. Pure Python: nothing here knows the database.

`gregorian` is there always; `custom(definition)` makes the keeper of a universe's own calendar.
"""

from storybible.calendars.custom import cleaned, custom
from storybible.calendars.gregorian import gregorian, is_timestamp
from storybible.calendars.protocol import PRECISIONS, Fields, Keeper, Span

__all__ = ["PRECISIONS", "Fields", "Keeper", "Span", "cleaned", "custom", "gregorian", "is_timestamp"]
