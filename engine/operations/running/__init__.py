"""What moves cases without a person: timers, jobs, messages, signals, called cases, and the incidents of all these."""
