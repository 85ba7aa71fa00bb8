"""Sets the checkout up with nothing but Python's own library.

places      where things lie
say         what a person reads: plain lines, and one sentence when it cannot go on
shell       runs a program quietly, keeps what it said, finds the reason of a failure
stamp       what a result was made from, so that nothing is made twice
packages    the virtual environment and its packages
javascript  Node, the packages of the pages, and their build
suite       the tests, in the order and with the limits that `make test` promises
verbs       what `make <verb>` does
"""
