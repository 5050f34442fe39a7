//! PBOC and T-Union purses and the PSAM.
