"""The documents cut as a jurist cites them: `II.2.2.1.a, gạch đầu dòng 1` → its words."""

from __future__ import annotations

import re

from shared.catalog import read
from shared.law import quotes

MARKDOWN = "#* "
RESOLUTION = "nghi-quyet-48-nq-tu-2021"
PLAN = "ke-hoach-55-kh-ubnd-2022"
REMEDIES = "ke-hoach-187-kh-ubnd-2022"
EMULATION = "ke-hoach-phong-trao-thi-dua-2022"
# Where the part II.2 of a document stands, where it ends, and its headings.
SECTIONS = {
    RESOLUTION: ("nghi-quyet-48-NQ-TU-2021.md", "2.2. Mục tiêu cụ thể", "III- NHIỆM VỤ", r"(2\.2\.[12])\. Mục tiêu"),
    PLAN: ("ke-hoach-55-KH-UBND-2022.md", "### 2. Mục tiêu cụ thể", "### **III. NHIỆM VỤ", r"(2\.[12])\. Mục tiêu"),
    EMULATION: ("ke-hoach-phong-trao-thi-dua-2022.md", "## **2. Các tiêu chí", "## III. GIẢI PHÁP", r"(2\.[12])\. Đối"),
    REMEDIES: ("ke-hoach-187-KH-UBND-2022.md", "## 2. Nhiệm vụ, giải pháp", "## **III. KINH PHÍ", r"(2\.[1-8])\. "),
}
LETTER = re.compile(r"([abcd])\) ")


def whole(document: str) -> str:
    """A document's text on one line."""
    return quotes.one_line(read.document_text(SECTIONS[document][0]))


def bullets(document: str) -> dict[str, str]:
    """Every bullet of a document's part II.2 by its clause; a paragraph after a page break joins its bullet.

    What a letter says without bullets is the letter's clause: `II.2.1.d`.
    """
    file, start, end, headings = SECTIONS[document]
    text = read.document_text(file)
    found: dict[str, str] = {}
    section = letter = clause = ""
    count = 0
    for line in text[text.index(start) + len(start) : text.index(end)].splitlines():
        bare = line.strip(MARKDOWN)
        if heading := re.match(headings, bare):
            section, letter, clause, count = f"II.{heading[1]}", "", "", 0
        elif opening := LETTER.match(bare):
            letter, clause, count = f".{opening[1]}", "", 0
            if bare.endswith("."):  # a sentence, not a heading
                clause = f"{section}{letter}"
                found[clause] = bare
        elif line.startswith("- "):
            count += 1
            clause = f"{section}{letter}, gạch đầu dòng {count}"
            found[clause] = line
        elif clause:
            found[clause] += "\n" + line
    return {clause: quotes.one_line(words) for clause, words in found.items()}
