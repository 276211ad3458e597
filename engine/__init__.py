"""The workflow engine: models in, commands through one door, one transaction, projections out.

The door is `engine.operations`. Nothing in here knows HTTP, templates or a browser.
"""
