"""The scripts of charts/airm-config against the services that they call."""
