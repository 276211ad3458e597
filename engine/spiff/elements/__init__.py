"""What each kind of BPMN element does here: one file for a family, each with its reading and its behaviour."""
