"""The demonstration and the importers: everything that fills a store, always through db.commands."""
