"""Installer and operator's console of Cluster-Forge V2. Importing this package loads nothing heavy."""

__version__ = "0.1.0"
