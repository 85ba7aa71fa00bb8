"""The words of a world: Markdown made safe, mentions found and linked, plain text for search and machines."""

from storybible.names import fold
from storybible.words.markdown import markdown, markdown_all
from storybible.words.mentions import called_in, mentions_in, targets_in
from storybible.words.plain import excerpt, plain

__all__ = ["called_in", "excerpt", "fold", "markdown", "markdown_all", "mentions_in", "plain", "targets_in"]
