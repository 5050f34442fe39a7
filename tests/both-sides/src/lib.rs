//! Where the two halves of a card specification meet: dialogues written for readers, cards written from the standards.
//! Neither knows the other, so only here may they disagree. Everything is in `tests`.
