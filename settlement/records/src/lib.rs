//! What is written down for ever: record, chain, sealed batch, acknowledgement, parameter package.
