"""Reading statements, one file a subject; permission is part of the WHERE, not of what is done with the rows."""
