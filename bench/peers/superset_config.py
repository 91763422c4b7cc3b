"""Apache Superset's settings for the measurement; its own defaults wherever nothing is said here."""

import os
from pathlib import Path

HOME = Path(os.environ["SUPERSET_HOME"])
SECRET_KEY = os.environ["SUPERSET_SECRET_KEY"]
SQLALCHEMY_DATABASE_URI = f"sqlite:///{HOME}/superset.db"
# It refuses SQLite as a source otherwise: right for a service, wrong for asking it about the same store.
PREVENT_UNSAFE_DB_CONNECTIONS = False
# Without a cache of data every answer would be asked anew: kept in files, as one machine without Redis would.
CACHE_CONFIG = {"CACHE_TYPE": "FileSystemCache", "CACHE_DIR": f"{HOME}/cache", "CACHE_DEFAULT_TIMEOUT": 86400}
DATA_CACHE_CONFIG = {**CACHE_CONFIG, "CACHE_DIR": f"{HOME}/data-cache"}
