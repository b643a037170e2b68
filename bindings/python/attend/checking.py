"""Checking documents: every problem, with file, line and column."""

from __future__ import annotations

import os
from typing import Iterable

from .documents import Document, closure, findings_of, read_document
from .errors import FINDINGS_MAX, AttendError, Finding


def check(paths: Iterable[str | os.PathLike[str]]) -> list[Finding]:
    """Checks document files of any kind; returns every finding, in the order of the files.

    What a file extends or names is taken from the other files, then from the bundled documents. A file that cannot be read is a
    finding of status ``file``. The result is empty when nothing is wrong.

    >>> [finding.status for finding in check(["no-such-file.json"])]
    ['file']
    """
    documents: list[Document] = []
    findings: list[Finding] = []
    for path in paths:
        try:
            documents.append(read_document(path))
        except AttendError as error:
            findings.extend(error.findings)
    for document in documents:
        findings.extend(_check_one(document, documents))
    return list(dict.fromkeys(findings))


def _check_one(document: Document, given: list[Document]) -> list[Finding]:
    others = [other for other in given if other is not document]
    return findings_of(closure([document], others), FINDINGS_MAX)
