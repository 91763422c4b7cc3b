"""One file per page, straight down: who is looking, filters, get, show."""
