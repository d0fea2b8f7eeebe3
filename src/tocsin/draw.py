"""Draws docs/machines/: the rules as pages that somebody who runs a centre can read and correct.

Nothing there is written by hand. The tables are read off the code, what a member of an enum means
off the comment on its line, and the steps off the rule itself, which is asked about every way in
which an incident can go. `make draw` writes the pages; a test fails while one of them is stale.
"""


