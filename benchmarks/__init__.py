"""What the system costs as it grows: speed, memory and size on disk, with the quality beside each."""
