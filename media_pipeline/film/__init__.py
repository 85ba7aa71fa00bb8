"""How a film is made, as pure functions over plain data: no ORM, no settings, no job."""
