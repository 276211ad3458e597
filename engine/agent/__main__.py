"""`python -m engine.agent` is the command."""

import sys

from engine.agent.command import main

sys.exit(main())
