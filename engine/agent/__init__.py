"""The program on a signer's own machine: it asks the server what is to be signed, and signs with the token (ADR 0025).

It imports `engine.keys` and `engine.errors` and nothing else of the project, and needs no part of the server: it is
installed by itself, on whatever system the token's driver is for. No PIN leaves it, and no PIN is kept.
"""
