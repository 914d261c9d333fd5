"""Bytes of a document -> its XML tree, or what keeps readers from parsing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from feedpub.stages.check.finding import CheckedFile, Finding

ATOM = "{http://www.w3.org/2005/Atom}"
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
FH = "{http://purl.org/syndication/history/1.0}"
KNOWN_NAMESPACES = frozenset(name.strip("{}") for name in (ATOM, CONTENT, DC, FH))
"""The name spaces that the W3C validator knows; it warns of every other."""

XML = "XML 1.0 (W3C)"


def parse_xml(file: CheckedFile, content: bytes) -> tuple[etree._Element | None, Sequence[Finding]]:
    """Return the root of a document, None where it cannot be parsed, and what is wrong with its form."""
    found = list(_check_form(file, content))
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        return None, [*found, file.error(f"is not well-formed: {error.msg}", f"{XML}, 2.1")]
    return root, found


def _check_form(file: CheckedFile, content: bytes) -> Iterator[Finding]:
    if not content.startswith(b"<?xml "):
        yield file.error("something stands before <?xml", f"{XML}, 2.8")
    declaration = content.partition(b"?>")[0].lower()
    if b"utf-8" not in declaration:
        yield file.error("does not declare UTF-8", "readers of field experience: UTF-8 is the only safe encoding")
    if b"<!DOCTYPE" in content[:1000]:
        yield file.error("has a DOCTYPE", "OWASP XXE: readers refuse or warn of document types in feeds")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        yield file.error(f"is not UTF-8 at byte {error.start}", f"{XML}, 4.3.3")
        return
    strange = next((character for character in text if "\x7f" <= character <= "\x9f"), "")
    if "\ufffd" in text:
        yield file.error("holds U+FFFD, for a character that could not be read", "the W3C validator's BadCharacters")
    if strange:
        yield file.error(f"holds the control character {strange!r}", "the W3C validator's BadCharacters")


def texts(parent: etree._Element, name: str) -> list[str]:
    """Return the texts of the children of a name."""
    return [child.text or "" for child in parent.findall(name)]


def check_required(
    file: CheckedFile, parent: etree._Element, names: Sequence[str], rule: str, place: str = ""
) -> Iterator[Finding]:
    """Yield which of these children is not there, is there twice, or is empty."""
    for name in names:
        found = texts(parent, name)
        short = name.rpartition("}")[2]
        if len(found) != 1:
            yield file.error(f"has {len(found)} <{short}> where one must be", rule, place)
        elif not found[0].strip():
            yield file.error(f"has an empty <{short}>", rule, place)


def check_namespaces(file: CheckedFile, root: etree._Element, allowed: str = "") -> Iterator[Finding]:
    """Yield the name spaces that validators do not know."""
    for space in root.nsmap.values():
        if space not in KNOWN_NAMESPACES and space != allowed:
            yield file.error(f"uses the name space {space}", "the W3C validator's UnknownNamespace")


def links(parent: etree._Element, name: str, rel: str) -> list[str]:
    """Return the addresses of the links of one relation; a link without one is an alternate (RFC 4287, 4.2.7.2)."""
    return [link.get("href", "") for link in parent.findall(name) if link.get("rel", "alternate") == rel]


def first_link(parent: etree._Element, name: str, rel: str) -> str:
    """Return the address of the first link of a relation, "" where there is none."""
    return next(iter(links(parent, name, rel)), "")
