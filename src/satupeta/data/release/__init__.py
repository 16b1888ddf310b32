"""Building a release: from a read file to a complete, durable folder that no row speaks of yet."""
