"""What people are told: notices, the desk's news, e-mail."""
