//! The sale as a machine: states, events, refusals, replay.
