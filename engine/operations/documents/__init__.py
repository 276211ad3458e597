"""Files: taken in, judged, kept, shown, searched, signed."""
