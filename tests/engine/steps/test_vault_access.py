"""What components declare in the vault is made with the run's own token, and again when it changes."""

from __future__ import annotations

from dataclasses import replace

from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.component import VaultNeeds, VaultRole
from forge_tui.domain.events import Change
from forge_tui.engine.steps import vault
from forge_tui.engine.workspace import Workspace
from tests.engine.platform import Platform
from tests.selection import whole_catalogue


def needing(workspace: Workspace, needs: VaultNeeds) -> Workspace:
    """The same, with a component that declares this."""
    components = dict(workspace.plan.catalogue.components)
    components["alpha"] = replace(components["alpha"], vault=needs)
    workspace.plan = replace(workspace.plan, catalogue=Catalogue(components))
    return workspace


WRITER = VaultRole("writer", ("alpha",), ("alpha",), ("writer",))
NEEDS = VaultNeeds(("keys",), {"writer": 'path "keys/data/*" { capabilities = ["update"] }'}, (WRITER,))


async def test_stores_policies_and_logins_that_components_declare_are_made(platform: Platform) -> None:
    assert await vault.run(needing(await platform.workspace("vault"), NEEDS)) is Change.CHANGED
    state = platform.simulation.vault
    assert state.mounts == {"secrets", "keys"}
    assert state.policies["writer"] == NEEDS.policies["writer"]
    assert state.roles["writer"] == WRITER
    assert await vault.run(needing(await platform.workspace("vault"), NEEDS)) is Change.UNCHANGED


async def test_what_a_component_declares_later_is_made_by_the_next_run(platform: Platform) -> None:
    await vault.run(await platform.workspace("vault"))
    assert await vault.run(needing(await platform.workspace("vault"), NEEDS)) is Change.CHANGED
    changed = replace(NEEDS, policies={"writer": "other rules"})
    assert await vault.run(needing(await platform.workspace("vault"), changed)) is Change.CHANGED
    assert platform.simulation.vault.policies["writer"] == "other rules"
    assert not platform.simulation.vault.tokens


def test_every_role_of_the_catalogue_is_granted_policies_that_somebody_declares_in_namespaces_of_its_component() -> None:
    for component in whole_catalogue():
        needs = component.vault
        for role in needs.roles:
            assert set(role.policies) <= {"read-policy", *needs.policies}
            assert set(role.namespaces) <= {component.namespace, *component.namespaces}
        for rules in needs.policies.values():
            assert all(f'"{mount}/' in rules for mount in needs.mounts)


def test_cluster_auth_may_keep_keys_and_nothing_else() -> None:
    needs = whole_catalogue()["cluster-auth"].vault
    assert needs.mounts == ("apikey-groups",)
    assert needs.roles == (VaultRole("cluster-auth", ("cluster-auth",), ("cluster-auth",), ("cluster-auth",)),)
    assert {line.split('"')[1].split("/")[0] for line in needs.policies["cluster-auth"].splitlines()} == {"apikey-groups"}
