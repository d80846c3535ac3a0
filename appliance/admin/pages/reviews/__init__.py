"""What the agent may not decide: verifications left for staff."""
