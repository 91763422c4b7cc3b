"""The shared store: what it holds, who may see it, and the only way in and out."""
