"""The pure stages: values in, values out; they open nothing, send nothing and never ask the time."""
