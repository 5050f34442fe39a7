//! XML from strangers, element by element. No document type, no entity but the five of XML, no depth beyond 32, no
//! tag beyond 4 KiB; the parser itself bounds the namespaces in scope.

use quick_xml::NsReader;
use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{NamespaceError, ResolveResult};

use crate::answer::{AnswerError, bounded};

const MAX_DEPTH: usize = 32;
/// A tag's attributes are compared with one another, so a long one would cost its square.
const MAX_TAG: usize = 4096;

/// What comes by. The path is the local names from the root, `Document/BkToCstmrStmt`.
pub(crate) enum Element<'a> {
    /// An element begins.
    Start {
        /// Where.
        path: &'a str,
        /// Its attribute `Ccy`.
        currency: Option<&'a str>,
    },
    /// An element ends.
    End {
        /// Where.
        path: &'a str,
        /// Its text, trimmed; of an element with children, what stands after the last.
        text: &'a str,
    },
}

type Visit<'a> = dyn FnMut(Element<'_>) -> Result<(), AnswerError> + 'a;

/// Shows all elements of one namespace; others are passed over.
///
/// # Errors
/// What `visit` refuses; [`AnswerError::WrongEncoding`] unless UTF-8, [`AnswerError::Hostile`],
/// [`AnswerError::Cut`], [`AnswerError::Form`].
pub(crate) fn walk(bytes: &[u8], namespace: &str, visit: &mut Visit<'_>) -> Result<(), AnswerError> {
    let text = core::str::from_utf8(bytes).map_err(|_| AnswerError::WrongEncoding)?;
    let mut reader = NsReader::from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
    reader.config_mut().expand_empty_elements = true;
    let mut walk = Walk::default();
    loop {
        let (space, event) = reader.read_resolved_event().map_err(|error| refused(error, text))?;
        match event {
            Event::Start(start) => {
                let ours = matches!(space, ResolveResult::Bound(bound) if bound.as_ref() == namespace);
                walk.start(&start, ours, visit)?;
            }
            Event::End(_) => walk.end(visit)?,
            Event::Text(text) => walk.text.push_str(&text.xml10_content()),
            Event::CData(text) => walk.text.push_str(&text.xml10_content()),
            Event::GeneralRef(name) => {
                let letter = name.resolve_char_ref().map_err(|_| AnswerError::Hostile)?;
                let known = letter.map(String::from).or_else(|| resolve_xml_entity(&name).map(str::to_owned));
                walk.text.push_str(&known.ok_or(AnswerError::Hostile)?);
            }
            Event::DocType(_) => return Err(AnswerError::Hostile),
            Event::Decl(declared) => match declared.encoding() {
                Some(Ok(name)) if !name.eq_ignore_ascii_case("utf-8") => {
                    return Err(AnswerError::WrongEncoding);
                }
                Some(Ok(_)) | None => {}
                Some(Err(_)) => return Err(AnswerError::form("XML")),
            },
            Event::Comment(_) | Event::PI(_) => {}
            Event::Empty(_) => return Err(AnswerError::form("XML")),
            Event::Eof => return walk.finish(),
        }
    }
}

#[derive(Default)]
struct Walk {
    /// Lengths of `path` before each open element.
    open: Vec<usize>,
    path: String,
    text: String,
    roots: usize,
}

impl Walk {
    fn start(
        &mut self,
        start: &BytesStart<'_>,
        ours: bool,
        visit: &mut Visit<'_>,
    ) -> Result<(), AnswerError> {
        if self.open.is_empty() {
            self.roots = self.roots.saturating_add(1);
            if !ours || self.roots > 1 {
                return Err(AnswerError::form("Document"));
            }
        }
        if self.open.len() >= MAX_DEPTH || start.len() > MAX_TAG {
            return Err(AnswerError::Hostile);
        }
        self.open.push(self.path.len());
        if self.open.len() > 1 {
            self.path.push('/');
        }
        // No element of the standard is called so.
        let local = start.local_name();
        self.path.push_str(if ours { local.as_ref() } else { "?" });
        self.text.clear();
        let currency = start.try_get_attribute("Ccy").map_err(|_| AnswerError::form("Ccy"))?;
        let currency = currency.as_ref().map(|attribute| attribute.value.as_ref());
        visit(Element::Start { path: &self.path, currency })
    }

    fn end(&mut self, visit: &mut Visit<'_>) -> Result<(), AnswerError> {
        visit(Element::End { path: &self.path, text: self.text.trim() })?;
        self.path.truncate(self.open.pop().unwrap_or(0));
        self.text.clear();
        Ok(())
    }

    fn finish(&self) -> Result<(), AnswerError> {
        if !self.open.is_empty() {
            Err(AnswerError::Cut)
        } else if self.roots == 0 {
            Err(AnswerError::NoRows)
        } else {
            Ok(())
        }
    }
}

/// The parser's refusal in our words: whatever is not closed was cut, and a reference only at the file's end.
fn refused(error: Error, text: &str) -> AnswerError {
    let ended = text.trim_end().ends_with('>');
    match error {
        Error::Syntax(SyntaxError::InvalidBangMarkup) => AnswerError::Hostile,
        Error::Syntax(_) => AnswerError::Cut,
        Error::Namespace(NamespaceError::TooManyBindings(_) | NamespaceError::TooDeeplyNested(_)) => {
            AnswerError::Hostile
        }
        Error::IllFormed(IllFormedError::UnclosedReference) if !ended => AnswerError::Cut,
        other => AnswerError::form(bounded(&other.to_string(), 70)),
    }
}
