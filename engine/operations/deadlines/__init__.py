"""Law as data at work: rules, calendar and code lists, the dates they give, clocks of cases that stand and go on."""
