"""Documents that come over the axis: taken off it once, a case each, their senders answered."""
