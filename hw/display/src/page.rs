//! The page of the mirror. Scripts make it live; without them it reloads and its keys are plain forms.

/// The page. It never changes; what changes are the picture and the keys.
pub(crate) const PAGE: &str = include_str!("page.html");
