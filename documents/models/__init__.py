"""Stored files, and the register of official documents. Import from here, not below."""

from .official_document import DocumentIssuer, OfficialDocument
from .stored_file import FileUse, StoredFile, address_name, display_name

__all__ = [
    "DocumentIssuer",
    "FileUse",
    "OfficialDocument",
    "StoredFile",
    "address_name",
    "display_name",
]
