"""The same questions asked of what people have without Common Ground: python -m bench.peers."""
