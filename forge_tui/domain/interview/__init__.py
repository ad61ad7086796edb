"""The interview: questions from the answers' model, defaults from the cluster. A wizard and a list of prompts both drive it."""
