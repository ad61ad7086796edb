"""A real control plane of ordinary processes on loopback, for the tests of everything that talks to a cluster.

The API server, scheduler, Argo CD, Gitea and a Vault core are the real programs; only pods are fake. `python -m tests.lab up`
leaves one running to play with; tests get one from the fixtures in `fixtures.py`.
"""
