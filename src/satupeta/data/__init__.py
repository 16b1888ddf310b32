"""Where bytes live, behind the contracts that `core` defines."""
