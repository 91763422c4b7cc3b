"""What may be said in public, and nothing else: one rule that no caller can switch off."""
