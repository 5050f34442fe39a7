//! View values drawn on any DrawTarget.
