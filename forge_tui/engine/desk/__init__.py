"""What an interview asks the world: one cluster live, DNS, certificates, the plan and its checks. Changes nothing in a cluster."""
