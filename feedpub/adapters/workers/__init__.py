"""Where the pure stages run: here, in a pool of processes, or on a Dask cluster; with limits and crash records."""
