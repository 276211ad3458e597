"""User tasks: taken, saved, completed, handed over, urged; the desk that lists them."""
