"""Makes the package importable from where it is, and JupyterHub's chatter silent."""

import logging
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
logging.getLogger("hubmeter.test").addHandler(logging.NullHandler())
logging.getLogger("hubmeter.test").propagate = False
