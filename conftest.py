"""pytest: the lab's fixtures for every test, and the lab's helm where the machine has none."""

import os
import shutil

from tests.lab.build import binary

pytest_plugins = ["tests.lab.fixtures"]

if shutil.which("helm") is None and binary("helm").exists():
    os.environ["PATH"] += f"{os.pathsep}{binary('helm').parent}"
