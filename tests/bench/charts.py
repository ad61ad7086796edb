"""How long helm needs for every chart in every profile."""

import os
import tempfile
from pathlib import Path

from tests.bench.results import Result, Table, goal, seconds
from tests.charts.chart_copies import NAMES, PROFILES
from tests.charts.helm_program import HelmProgram
from tests.charts.rendered_charts import PARALLEL, every_chart, every_lint
from tests.lab.build import LabUnavailable, binary

GOAL_S = 60.0


def measure(*, quick: bool) -> Result:
    """`helm lint --strict` and `helm template` of all charts, once, quick or not.

    Raises:
        LabUnavailable: There is no helm.
    """
    del quick
    program = os.environ.get("FORGE_TUI_HELM") or str(binary("helm"))
    if not Path(program).exists():
        raise LabUnavailable("helm is not built")
    with tempfile.TemporaryDirectory() as scratch:
        helm = HelmProgram(program, Path(scratch))
        lint_s, template_s = every_lint(helm).seconds, every_chart(helm).seconds
    both_s = lint_s + template_s
    rows = (
        ("helm lint --strict", seconds(lint_s), "", ""),
        ("helm template", seconds(template_s), "", ""),
        ("both", seconds(both_s), f"<= {seconds(GOAL_S)}", goal(both_s, GOAL_S)),
    )
    remark = f"{len(NAMES)} charts in {len(PROFILES)} profiles, {PARALLEL} at a time, with stand-ins for what they fetch."
    return Result("charts", (Table(("charts", "time", "goal", ""), rows),), (remark,))
