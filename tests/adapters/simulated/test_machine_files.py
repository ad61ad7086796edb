from __future__ import annotations

from pathlib import Path

import pytest

from forge_tui.adapters.simulated.machine import FaultKind
from forge_tui.adapters.simulated.machine_files import load_machine, machine_of, names, shipped_machines
from forge_tui.domain.failures import MachineUnknown, UsageError


@pytest.mark.parametrize("name", names())
def test_every_shipped_machine_loads_and_is_called_like_its_file(name: str) -> None:
    machine = load_machine(name)
    assert machine.name == name
    assert machine.title
    assert len(machine.nodes) == 3
    assert sum(entry.default for entry in machine.storage_classes) == 1


def test_the_machines_that_the_documentation_names_are_shipped() -> None:
    assert {"small", "gpu", "image-pull", "stale"} <= set(names())


def test_machines_are_listed_with_their_titles() -> None:
    assert shipped_machines()["gpu"] == "three nodes with eight GPUs each"


def test_an_unknown_machine_is_told_with_the_known_ones() -> None:
    with pytest.raises(MachineUnknown, match=r"no machine medium; known are .*small"):
        load_machine("medium")


def test_a_machine_can_be_laid_over_a_shipped_one(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("name: mine\nbase: small\ncomponents: {gitea: {seconds: 99}}\n")
    machine = load_machine(str(path))
    assert machine.components["gitea"].seconds == 99
    assert machine.components["gitea"].workloads == load_machine("small").components["gitea"].workloads


def test_the_gpu_machine_has_24_gpus_and_the_components_of_small() -> None:
    machine = load_machine("gpu")
    assert sum(node.gpu for node in machine.nodes) == 24
    assert machine.components.keys() == load_machine("small").components.keys()


def test_a_webhook_is_answered_by_the_deployment_named_so_or_by_the_first() -> None:
    components = load_machine("small").components
    assert components["cert-manager"].webhook == "cert-manager-webhook"
    assert components["metallb"].webhook == "controller"


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({}, "cluster is missing"),
        ({"cluster": {"nodes": [{"name": "n"}]}}, r"nodes\[0\]: KeyError 'cpu'"),
        ({"cluster": {}, "faults": [{"component": "x", "kind": "Earthquake"}]}, r"faults\[0\]: ValueError .*Earthquake"),
        ({"cluster": {}, "components": {"x": {"webhook": True}}}, "components.x: a webhook needs a Deployment"),
        ({"cluster": {}, "components": {"x": {"workloads": [{"kind": "Job", "nane": "y"}]}}}, r"components.x: workloads\[0\]: TypeError"),
    ],
    ids=["no cluster", "node", "fault", "webhook", "workload"],
)
def test_a_broken_machine_is_told_with_its_place(document: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        machine_of(document)


def test_a_file_that_is_not_yaml_is_told(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("{")
    with pytest.raises(UsageError, match="cannot be read as YAML"):
        load_machine(str(path))


def test_a_base_that_is_not_shipped_is_told() -> None:
    with pytest.raises(MachineUnknown, match="no machine nowhere to be based on"):
        machine_of({"base": "nowhere"})


def test_faults_are_found_by_component_and_kind() -> None:
    machine = load_machine("image-pull")
    assert [fault.kind for fault in machine.faults_of("metallb")] == [FaultKind.IMAGE_PULL]
    assert machine.faults_of("metallb", FaultKind.STALE) == ()
