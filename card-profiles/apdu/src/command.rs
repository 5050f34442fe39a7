//! A command: header, data, expected length. ISO/IEC 7816-4 §5.1, short length fields only.

use core::fmt;

/// A command for a chip. `Debug` and `Display` show the header and lengths, never the data.
#[derive(Clone, PartialEq, Eq)]
pub struct Command {
    /// Class byte.
    pub cla: u8,
    /// Instruction byte.
    pub ins: u8,
    /// First parameter.
    pub p1: u8,
    /// Second parameter.
    pub p2: u8,
    /// Command data, at most 255 bytes.
    pub data: Vec<u8>,
    /// Expected answer length: `None` sends no Le; `Some(0)` asks for whatever there is.
    pub le: Option<u8>,
    /// Never sent a second time, whatever its answer looks like: it moves money.
    pub once: bool,
}

/// Command data longer than a short APDU carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("command data of {0} bytes does not fit a short APDU")]
pub struct CommandTooLong(pub usize);

impl Command {
    /// A command with a header alone.
    #[must_use]
    pub fn new(cla: u8, ins: u8, p1: u8, p2: u8) -> Command {
        Command { cla, ins, p1, p2, data: Vec::new(), le: None, once: false }
    }

    /// The same with data.
    #[must_use]
    pub fn with_data(mut self, data: impl Into<Vec<u8>>) -> Command {
        self.data = data.into();
        self
    }

    /// The same with an expected length.
    #[must_use]
    pub fn expecting(mut self, le: u8) -> Command {
        self.le = Some(le);
        self
    }

    /// The same, never to be sent a second time.
    #[must_use]
    pub fn once(mut self) -> Command {
        self.once = true;
        self
    }

    /// The bytes on the wire: `CLA INS P1 P2 [Lc data] [Le]`.
    ///
    /// # Errors
    /// Data longer than 255 bytes.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CommandTooLong> {
        let lc = u8::try_from(self.data.len()).map_err(|_| CommandTooLong(self.data.len()))?;
        let mut bytes = vec![self.cla, self.ins, self.p1, self.p2];
        if lc > 0 {
            bytes.push(lc);
            bytes.extend_from_slice(&self.data);
        }
        bytes.extend(self.le);
        Ok(bytes)
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Command { cla, ins, p1, p2, data, .. } = self;
        write!(f, "{cla:02X} {ins:02X} {p1:02X} {p2:02X} ({} bytes)", data.len())
    }
}

impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_cases() {
        let header = Command::new(0x00, 0xA4, 0x04, 0x00);
        assert_eq!(header.to_bytes().unwrap(), [0x00, 0xA4, 0x04, 0x00]);
        assert_eq!(header.clone().expecting(0).to_bytes().unwrap(), [0x00, 0xA4, 0x04, 0x00, 0x00]);
        let with = header.with_data([1, 2]);
        assert_eq!(with.to_bytes().unwrap(), [0x00, 0xA4, 0x04, 0x00, 2, 1, 2]);
        assert_eq!(with.expecting(8).to_bytes().unwrap(), [0x00, 0xA4, 0x04, 0x00, 2, 1, 2, 8]);
        assert_eq!(Command::new(0, 0, 0, 0).with_data(vec![0; 256]).to_bytes(), Err(CommandTooLong(256)));
    }

    #[test]
    fn shows_no_data() {
        let command = Command::new(0x80, 0x54, 1, 0).with_data([0xAB; 15]).expecting(8);
        assert_eq!(format!("{command:?}"), "80 54 01 00 (15 bytes)");
    }
}
