//! A dialogue is a value: it says whom to ask and what, and hears the answer. It holds no reader.

use crate::{Command, Response};

/// Whom to ask. A purchase is a conversation with two chips.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// The elder's card.
    Card(Command),
    /// The secure access module in the terminal.
    Sam(Command),
}

/// What a dialogue wants next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn<O> {
    /// Ask this and come back with the answer.
    Ask(Ask),
    /// The dialogue is over.
    Done(O),
}

/// A conversation with a card, and perhaps a SAM, without any I/O.
pub trait Dialogue {
    /// What the conversation comes to, refusals of the chips included.
    type Output;

    /// The first thing to ask.
    fn start(&mut self) -> Turn<Self::Output>;

    /// Hears the answer to the last question and says what is next.
    fn hear(&mut self, answer: &Response) -> Turn<Self::Output>;
}
