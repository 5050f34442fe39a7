//! Pushes batches and fetches parameters.
