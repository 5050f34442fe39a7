//! View values drawn as HTML that works without scripts.
