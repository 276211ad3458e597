"""Models and forms: deployed, planned, drawn, read."""
