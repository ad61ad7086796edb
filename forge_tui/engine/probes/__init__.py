"""One functional test of readiness per file: what dependents need, which "Healthy" does not say.

Each module has `KIND` (the word in root/values.yaml) and `async def why_not(cluster, arguments) -> str`,
which gives an empty string when the probe passes and otherwise the reason in a few words.
"""
