//! Conducts the till: one event enum, one loop, ports as traits.
