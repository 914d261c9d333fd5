"""The service is killed at random moments while somebody works in the watched folder, and in the end nothing shows.

`hand` is who drops, edits, moves and deletes pages, and remembers every complete version of each; `eye` is a reader who
looks at all feeds all the time; `service` is what is killed. `verdict` compares what was published with what the hand
did and with what the eye saw.

`python -m tests.faults.soak --kills 200` (or `make soak N=200`); tests/faults/test_soak.py kills it a few times.
"""
