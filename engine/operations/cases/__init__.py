"""Cases: started, changed, ended, read, and found again."""
