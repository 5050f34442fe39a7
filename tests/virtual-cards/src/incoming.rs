//! A command as a chip hears it, and the status words it answers with. ISO/IEC 7816-4 §5.1.

/// Done.
pub(crate) const OK: u16 = 0x9000;
/// Length wrong.
pub(crate) const WRONG_LENGTH: u16 = 0x6700;
/// Command not accepted in this state.
pub(crate) const WRONG_STATE: u16 = 0x6901;
/// Security status not satisfied.
pub(crate) const SECURITY: u16 = 0x6982;
/// PIN or key blocked.
pub(crate) const BLOCKED: u16 = 0x6983;
/// No challenge was asked for.
pub(crate) const NO_CHALLENGE: u16 = 0x6984;
/// Conditions of use not satisfied.
pub(crate) const CONDITIONS: u16 = 0x6985;
/// No current file.
pub(crate) const NO_FILE: u16 = 0x6986;
/// Secure-messaging data missing.
pub(crate) const MAC_MISSING: u16 = 0x6987;
/// Secure-messaging MAC wrong.
pub(crate) const MAC_WRONG: u16 = 0x6988;
/// Wrong data field.
pub(crate) const WRONG_DATA: u16 = 0x6A80;
/// Function not supported, or application locked.
pub(crate) const LOCKED: u16 = 0x6A81;
/// File not found.
pub(crate) const NOT_FOUND: u16 = 0x6A82;
/// Record not found.
pub(crate) const NO_RECORD: u16 = 0x6A83;
/// Not enough room.
pub(crate) const NO_ROOM: u16 = 0x6A84;
/// Wrong P1 P2.
pub(crate) const WRONG_P1_P2: u16 = 0x6A86;
/// Offset outside the file.
pub(crate) const WRONG_OFFSET: u16 = 0x6B00;
/// The code of a partner is wrong.
pub(crate) const WRONG_CODE: u16 = 0x6300;
/// The class does not go with the protection of the file.
pub(crate) const WRONG_CLASS: u16 = 0x6900;
/// The command does not go with the type of the file.
pub(crate) const WRONG_TYPE: u16 = 0x6981;
/// Key not found.
pub(crate) const KEY_MISSING: u16 = 0x6A88;
/// Instruction unknown.
pub(crate) const WRONG_INS: u16 = 0x6D00;
/// Transaction MAC wrong.
pub(crate) const TRANSACTION_MAC: u16 = 0x9302;
/// Application permanently locked.
pub(crate) const LOCKED_FOR_EVER: u16 = 0x9303;
/// Not enough money.
pub(crate) const FUNDS: u16 = 0x9401;
/// Counter at its end.
pub(crate) const COUNTER_END: u16 = 0x9402;
/// Key index or key not found.
pub(crate) const NO_KEY: u16 = 0x9403;
/// The MAC asked for is not available.
pub(crate) const NO_PROOF: u16 = 0x9406;
/// Composite record locked.
pub(crate) const RECORD_LOCKED: u16 = 0x9407;

/// Data of an answer, or the status word of a refusal.
pub(crate) type Said = Result<Vec<u8>, u16>;

/// The bytes of an answer.
pub(crate) fn to_bytes(said: Said) -> Vec<u8> {
    let (mut bytes, status) = match said {
        Ok(data) => (data, OK),
        Err(status) => (Vec::new(), status),
    };
    bytes.extend(status.to_be_bytes());
    bytes
}

/// One command, parsed.
#[derive(Clone, Copy)]
pub(crate) struct Incoming<'a> {
    pub(crate) cla: u8,
    pub(crate) ins: u8,
    pub(crate) p1: u8,
    pub(crate) p2: u8,
    pub(crate) data: &'a [u8],
    pub(crate) le: Option<u8>,
}

impl<'a> Incoming<'a> {
    /// Parses `CLA INS P1 P2 [Lc data] [Le]`; what does not fit is 6700.
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Incoming<'a>, u16> {
        let Some((&[cla, ins, p1, p2], body)) = bytes.split_first_chunk::<4>() else {
            return Err(WRONG_LENGTH);
        };
        let (data, le) = match body {
            [] => (body, None),
            [le] => (&[][..], Some(*le)),
            [lc, rest @ ..] => {
                let (data, tail) = rest.split_at_checked(usize::from(*lc)).ok_or(WRONG_LENGTH)?;
                match tail {
                    [] => (data, None),
                    [le] => (data, Some(*le)),
                    _ => return Err(WRONG_LENGTH),
                }
            }
        };
        Ok(Incoming { cla, ins, p1, p2, data, le })
    }

    /// The data as exactly `N` bytes, else 6700.
    pub(crate) fn exactly<const N: usize>(&self) -> Result<&'a [u8; N], u16> {
        self.data.try_into().map_err(|_| WRONG_LENGTH)
    }

    /// Refuses with 6Cxx before anything happens when Le does not fit an answer of fixed length.
    /// `strict` refuses Le 00 as well, as T=0 chips do.
    pub(crate) fn wants(&self, length: u8, strict: bool) -> Result<(), u16> {
        match self.le {
            None => Ok(()),
            Some(0) if !strict => Ok(()),
            Some(le) if le == length => Ok(()),
            Some(_) => Err(right_length(length)),
        }
    }

    /// As much of a file as Le asks for; more than there is gets 6Cxx.
    pub(crate) fn cut(&self, data: &[u8], strict: bool) -> Said {
        let whole = u8::try_from(data.len()).unwrap_or(u8::MAX);
        match self.le {
            None => Ok(data.to_vec()),
            Some(0) if !strict => Ok(data.to_vec()),
            Some(0) => Err(right_length(whole)),
            Some(le) => data.get(..usize::from(le)).map(<[u8]>::to_vec).ok_or(right_length(whole)),
        }
    }
}

fn right_length(length: u8) -> u16 {
    0x6C00 | u16::from(length)
}
