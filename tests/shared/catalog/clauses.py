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


# The part of a document that says who carries it out: its numeral, where it begins and ends, and its numbered items.
CARRIED_OUT = {
    RESOLUTION: ("IV", "IV- TỔ CHỨC THỰC HIỆN", "Nơi nhận:", r"(\d+)\. (.*)"),
    PLAN: ("V", "### **V. TỔ CHỨC THỰC HIỆN**", "#### **Nơi nhận:**", r"#+ \*\*(\d+)\. (.*)\*\*"),
}
SENTENCE = re.compile(r"(?<=\w)\. (?=[^\W\d_])")


def carrying_out(document: str) -> dict[str, str]:
    """Every sentence of that part by its clause: `V.3, đoạn 5, câu 2`; a number is left out where there is but one.

    The plan's items are headings and its paragraphs are counted under them, one alone as well; the resolution's items
    are paragraphs themselves.
    """
    numeral = CARRIED_OUT[document][0]
    found: dict[str, str] = {}
    section, count = "", 0
    for number, paragraph in _paragraphs(document):
        if number:
            section, count = f"{numeral}.{number}", 0
        if not paragraph:
            continue
        count += 1
        word = "gạch đầu dòng" if paragraph.startswith("- ") else "đoạn"
        clause = section if number else f"{section}, {word} {count}"
        sentences = SENTENCE.split(paragraph.removeprefix("- "))
        for place, words in enumerate(sentences, start=1):
            found[clause if len(sentences) == 1 else f"{clause}, câu {place}"] = words
    return found


def headings_of_the_plan() -> dict[str, str]:
    """`V.3` → who the heading names."""
    text = read.document_text(SECTIONS[PLAN][0])
    numeral, start, end, items = CARRIED_OUT[PLAN]
    lines = text[text.index(start) : text.index(end)].splitlines()
    return {f"{numeral}.{found[1]}": found[2] for line in lines if (found := re.fullmatch(items, line.strip()))}


def _paragraphs(document: str) -> list[tuple[str, str]]:
    """Of each paragraph the number of the item that it begins, if it does, and its words on one line."""
    text = read.document_text(SECTIONS[document][0])
    _, start, end, items = CARRIED_OUT[document]
    found = []
    for block in text[text.index(start) + len(start) : text.index(end)].split("\n\n"):
        line = quotes.one_line(block).strip()
        if heading := re.match(items, block.strip(), re.DOTALL):
            of_plan = document == PLAN
            found.append((heading[1], "" if of_plan else quotes.one_line(heading[2]).strip()))
        elif line:
            found.append(("", line))
    return found
