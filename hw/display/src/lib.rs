//! A framebuffer and its mirror in a browser.
