"""Issued documents on their way out: recipients, channels, what became of them."""
