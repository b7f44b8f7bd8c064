from .official_document import OfficialDocumentAdmin
from .stored_file import StoredFileAdmin

__all__ = ["OfficialDocumentAdmin", "StoredFileAdmin"]
