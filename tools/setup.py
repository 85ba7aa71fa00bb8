"""Make this checkout ready and run one of its verbs: `python3 tools/setup.py run`.

Needs nothing but Python. This file alone must be understood by any old Python, to be able to say so.
"""

import sys

if not (3, 11) <= sys.version_info[:2] < (3, 14):
    sys.stderr.write(
        "UMAM needs Python 3.11, 3.12 or 3.13, and this is Python "
        + sys.version.split()[0]
        + ": install one of them, or name it, as in `make run PYTHON=/path/to/python3.11`.\n"
    )
    sys.exit(1)

sys.dont_write_bytecode = True  # nothing is written beside the sources

from bootstrap.verbs import main  # noqa: E402 - only after the check above

sys.exit(main(sys.argv[1:]))
