//! BER-TLV as cards use it in FCI and directory entries: tags of one or two bytes, lengths to 255.
//! ISO/IEC 7816-4 §5.2.2.

/// One data object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tlv<'a> {
    /// Tag; a two-byte tag is `first << 8 | second`.
    pub tag: u16,
    /// Value.
    pub value: &'a [u8],
}

/// The data objects of one level, in order. Stops at the first byte that is not a well-formed object and
/// keeps what came before: cards pad.
#[must_use]
pub fn parse(mut bytes: &[u8]) -> Vec<Tlv<'_>> {
    let mut found = Vec::new();
    while let Some((tlv, rest)) = one(bytes) {
        found.push(tlv);
        bytes = rest;
    }
    found
}

/// The value of the first object with this tag, at any depth of constructed objects.
#[must_use]
pub fn find(bytes: &[u8], tag: u16) -> Option<&[u8]> {
    // Each level is strictly shorter than the one around it, so this ends.
    parse(bytes).into_iter().find_map(|tlv| {
        if tlv.tag == tag {
            return Some(tlv.value);
        }
        let leading = if tlv.tag > 0xFF { tlv.tag >> 8 } else { tlv.tag };
        (leading & 0x20 != 0).then(|| find(tlv.value, tag)).flatten()
    })
}

fn one(bytes: &[u8]) -> Option<(Tlv<'_>, &[u8])> {
    let (&first, mut rest) = bytes.split_first()?;
    if first == 0x00 || first == 0xFF {
        return None;
    }
    let mut tag = u16::from(first);
    if first & 0x1F == 0x1F {
        let (&second, after) = rest.split_first()?;
        tag = tag << 8 | u16::from(second);
        rest = after;
    }
    let (&length, mut rest) = rest.split_first()?;
    let mut length = usize::from(length);
    if length == 0x81 {
        let (&long, after) = rest.split_first()?;
        length = usize::from(long);
        rest = after;
    } else if length > 0x7F {
        return None;
    }
    let value = rest.get(..length)?;
    Some((Tlv { tag, value }, rest.get(length..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_inside_constructed() {
        // 6F { 84 "AB", A5 { 9F08 02, 9F0C 0102 } }
        let fci = [0x6F, 15, 0x84, 2, 0x41, 0x42, 0xA5, 9, 0x9F, 0x08, 1, 2, 0x9F, 0x0C, 2, 1, 2];
        assert_eq!(find(&fci, 0x84), Some(&b"AB"[..]));
        assert_eq!(find(&fci, 0x9F0C), Some(&[1, 2][..]));
        assert_eq!(find(&fci, 0x50), None);
    }

    #[test]
    fn garbage_is_nothing() {
        for bytes in [&[][..], &[0x6F], &[0x6F, 0x82, 1], &[0x9F], &[0x6F, 5, 1], &[0xFF; 8]] {
            assert_eq!(find(bytes, 0x84), None);
        }
    }
}
