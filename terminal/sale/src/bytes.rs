//! Reading fixed-width big-endian bytes to their end, with nothing left over and nothing assumed.

/// Takes fields from the front.
pub(crate) struct Fields<'a> {
    rest: &'a [u8],
}

/// The bytes ended inside a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Short;

impl<'a> Fields<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Fields<'a> {
        Fields { rest: bytes }
    }

    pub(crate) fn bytes<const N: usize>(&mut self) -> Result<[u8; N], Short> {
        let (field, rest) = self.rest.split_first_chunk::<N>().ok_or(Short)?;
        self.rest = rest;
        Ok(*field)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, Short> {
        self.bytes().map(|[byte]| byte)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, Short> {
        self.bytes().map(u16::from_be_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Short> {
        self.bytes().map(u32::from_be_bytes)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, Short> {
        self.bytes().map(u64::from_be_bytes)
    }

    pub(crate) fn i64(&mut self) -> Result<i64, Short> {
        self.bytes().map(i64::from_be_bytes)
    }

    /// The next so many bytes.
    pub(crate) fn slice(&mut self, length: usize) -> Result<&'a [u8], Short> {
        let (field, rest) = self.rest.split_at_checked(length).ok_or(Short)?;
        self.rest = rest;
        Ok(field)
    }

    /// Everything not yet taken, left where it is.
    pub(crate) fn peek(&self) -> &'a [u8] {
        self.rest
    }

    /// Everything not yet taken.
    pub(crate) fn rest(self) -> &'a [u8] {
        self.rest
    }

    /// How many bytes are not yet taken.
    pub(crate) fn left(&self) -> usize {
        self.rest.len()
    }
}
