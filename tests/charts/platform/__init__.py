"""The whole platform as manifests: every chart rendered with the values that the root gives it, and what can be read off the result."""
