"""Law as data at work: rules and calendar, the dates they give, clocks of cases that stand and go on."""
