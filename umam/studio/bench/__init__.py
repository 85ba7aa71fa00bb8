"""The numbers that this project promises, measured: `make bench`.

measure    processor time of this process and all it started, interleaved runs, medians
report     the table, on the screen and in bench.md
place      a data directory, a broker and processes of its own for a run
database   a PostgreSQL database that is emptied before each bench
servers    the processor time of PostgreSQL's own processes
settings   the settings inside that place: the studio's, and a kind of job that does nothing
films      assembling against one bare ffmpeg; changing one scene; changing nothing
speech     transcription against faster-whisper called directly
jobs       no-op jobs against bare Celery tasks
live       from commit to a hundred websocket clients
lists      pages and API lists with 10,000 rows against 100
agents     many agent jobs at once, the gateway against the bare SDK, what agents read, what caches may keep
provider   a language model's provider that answers after a set time, for agents
workers    Celery workers that a bench lets loose on queued messages
bible      a universe with 100,000 elements against one with 1,000, on SQLite or PostgreSQL
exports    an export's memory, of a large world and of a small one; a part of bible
memory     a worker's memory after many films, and how good its guesses of time left are
"""
