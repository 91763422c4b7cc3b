"""What presenters read, and all that they read: frozen briefings, documents and figures, apart from the store."""

from db.public_store.copying import Done
from db.public_store.reading import PublicBriefing, PublicDocument, PublicStore
from db.public_store.writing import check, rebuild, refresh

__all__ = ["Done", "PublicBriefing", "PublicDocument", "PublicStore", "check", "rebuild", "refresh"]
