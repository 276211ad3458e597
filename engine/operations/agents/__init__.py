"""Signing on the signer's own machine (ADR 0025): pairing it, what waits for it, and the signature that comes back."""
