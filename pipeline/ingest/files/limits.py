"""What one document may take, in one place: what takes more is set aside and the run goes on.

Each limit lies far above any document made for reading; SECURITY.md lists them for users.
"""

from __future__ import annotations

MIB = 2**20

#: Bytes of a file of any kind: a PDF full of photographs is a tenth of it.
LARGEST_FILE = 150 * MIB
#: Bytes of a marked-up text (XML, HTML): a thousand printed pages are a tenth of it, and the tree
#: of it takes some twenty times as much memory.
LARGEST_MARKUP = 100 * MIB
#: Characters of a document's text, some 800 pages: to analyse it takes 2 GB of memory and minutes.
LONGEST = 2_000_000
#: Bytes of a plain text: no encoding takes more than four a character.
LARGEST_TEXT = 4 * LONGEST
#: Pages of a PDF: more than the thickest report.
MOST_PAGES = 2_000
#: Letters and marks on one page of a PDF: a page of small print holds 10,000.
MOST_ON_A_PAGE = 200_000
#: Elements of a web page that stand open at once: the work of building its tree grows with their
#: square.
DEEPEST_PAGE = 2_000
#: A Word file: bytes of one part and of all of them unpacked, and how many parts.
LARGEST_PART = 100 * MIB
LARGEST_PACKAGE = 1024 * MIB
MOST_PARTS = 10_000
#: A part unpacks to ten or twenty times its size, tables to a hundred; bombs to a thousand.
LARGEST_RATIO = 150
#: Bytes that a part may unpack to whatever the ratio: that much does no harm.
SMALL_PART = MIB
#: Characters of a Markdown file's front matter: a dozen fields are a hundredth of it.
LONGEST_FRONT_MATTER = 20_000
#: Seconds of a processor's work to read one document: 800 pages take a third of it. What others do
#: on the machine does not count; on the clock it may take ten times as long.
SECONDS = 30
PATIENCE = 10
#: Bytes of memory of the process that reads documents, libraries included.
MEMORY = 2048 * MIB
