"""The systems that are compared, one small file each. Each runs in a process and an environment of its own."""
