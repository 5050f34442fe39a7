//! Dividing keys among custodians, and joining their shares.
//!
//! Shamir's scheme over GF(2⁸), byte by byte: any `threshold` of the sheets give the keys back, fewer say nothing.
//! The arithmetic is the `vsss-rs` library's, in constant time; a sheet's number is the abscissa.

use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use purse::Secret16;
use vsss_rs::Gf256;
use zeroize::{Zeroize as _, Zeroizing};

use super::{CheckValue, KeyId, KeySet, Share, Sheet};

/// More custodians than this is no ceremony but a crowd.
const SHEETS_MAX: u8 = 9;

/// Among how many custodians, and how many of them must come together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Division {
    sheets: u8,
    threshold: u8,
}

/// Why a ceremony stopped. No key came of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CeremonyError {
    /// Numbers that make no sense.
    #[error("分量应为 2 至 9 份，恢复所需份数为 2 至总份数 · 2 to 9 shares, of which 2 or more are needed")]
    Division,
    /// No random numbers.
    #[error("系统随机数不可用，未生成密钥 · the system gives no random numbers, no key was made")]
    Random,
    /// Sheets of different ceremonies, or of different size.
    #[error(
        "第 {0} 份分量表不属于这一次仪式，未合成；请换成同一次仪式的分量表 · sheet {0} is of another ceremony, nothing was joined; bring the sheets of one ceremony"
    )]
    OtherCeremony(u8),
    /// The same sheet again.
    #[error(
        "第 {0} 份分量表出现两次，未合成；请换另一位保管人的 · sheet {0} is there twice, nothing was joined; bring another custodian's"
    )]
    Twice(u8),
    /// Not enough sheets.
    #[error(
        "只有 {have} 份，需要 {need} 份，未合成 · {have} sheets of the {need} needed, nothing was joined"
    )]
    TooFew {
        /// Sheets at hand.
        have: usize,
        /// Sheets needed.
        need: u8,
    },
    /// What was joined is not the key that was divided.
    #[error(
        "{key} 合成后的校验值不是 {expected}，未保存任何密钥；某份分量表是假的或来自别处 · {key} does not come to check value {expected}, no key was kept; some sheet is forged or from elsewhere"
    )]
    WrongKey {
        /// The key.
        key: KeyId,
        /// Its check value on the sheets.
        expected: CheckValue,
    },
    /// The library refused.
    #[error("分量无法合成 · the shares cannot be joined")]
    Scheme,
}

impl Division {
    /// Among `sheets` custodians, of whom `threshold` must come together.
    ///
    /// # Errors
    /// Fewer than two, or more than nine.
    pub fn new(sheets: u8, threshold: u8) -> Result<Division, CeremonyError> {
        let sound = 2 <= threshold && threshold <= sheets && sheets <= SHEETS_MAX;
        sound.then_some(Division { sheets, threshold }).ok_or(CeremonyError::Division)
    }
}

/// Divides every key. Sheet 1 first.
///
/// # Errors
/// No random numbers.
pub fn divide(keys: &KeySet, division: Division) -> Result<Vec<Sheet>, CeremonyError> {
    let Division { sheets, threshold } = division;
    let mut ceremony = [0; 4];
    getrandom::fill(&mut ceremony).map_err(|_| CeremonyError::Random)?;
    let sheet = |number| Sheet { ceremony, number, sheets, threshold, shares: Vec::new() };
    let mut all: Vec<Sheet> = (1..=sheets).map(sheet).collect();
    for (id, key) in keys.iter() {
        let key_check = CheckValue::of(id.cipher, key.expose());
        let random = UnwrapErr(SysRng);
        let shares = Gf256::split_bytes(threshold.into(), sheets.into(), key.expose(), random)
            .map_err(|_| CeremonyError::Scheme)?;
        let shares = Zeroizing::new(shares);
        for (sheet, share) in all.iter_mut().zip(shares.iter()) {
            let Some((number, value)) = share.split_first() else { return Err(CeremonyError::Scheme) };
            let value = Zeroizing::new(<[u8; 16]>::try_from(value).map_err(|_| CeremonyError::Scheme)?);
            if *number != sheet.number {
                return Err(CeremonyError::Scheme);
            }
            sheet.shares.push(Share { id, value: Secret16::new(*value), key_check });
        }
    }
    Ok(all)
}

/// Joins the sheets of one ceremony; more than needed are joined too, and must agree.
///
/// # Errors
/// As [`CeremonyError`]; a wrong share is found by the key's check value.
pub fn join(sheets: &[Sheet]) -> Result<KeySet, CeremonyError> {
    let Some((first, others)) = sheets.split_first() else {
        return Err(CeremonyError::TooFew { have: 0, need: 2 });
    };
    let kind = |sheet: &Sheet| {
        let keys: Vec<_> = sheet.shares.iter().map(|share| (share.id, share.key_check.0)).collect();
        (sheet.ceremony, sheet.sheets, sheet.threshold, keys)
    };
    if let Some(stranger) = others.iter().find(|sheet| kind(sheet) != kind(first)) {
        return Err(CeremonyError::OtherCeremony(stranger.number));
    }
    for (place, sheet) in sheets.iter().enumerate() {
        if sheets.iter().take(place).any(|earlier| earlier.number == sheet.number) {
            return Err(CeremonyError::Twice(sheet.number));
        }
    }
    if sheets.len() < first.threshold.into() {
        return Err(CeremonyError::TooFew { have: sheets.len(), need: first.threshold });
    }
    let mut keys = KeySet::default();
    for (place, Share { id, key_check, .. }) in first.shares.iter().enumerate() {
        let part = |sheet: &Sheet| {
            sheet.shares.get(place).map(|share| [&[sheet.number], &share.value.expose()[..]].concat())
        };
        let parts = Zeroizing::new(sheets.iter().filter_map(part).collect::<Vec<_>>());
        let mut joined = Gf256::combine_bytes(parts.as_slice()).map_err(|_| CeremonyError::Scheme)?;
        let key = <[u8; 16]>::try_from(joined.as_slice()).map(Zeroizing::new);
        joined.zeroize();
        let key = key.map_err(|_| CeremonyError::Scheme)?;
        if CheckValue::of(id.cipher, &key) != *key_check {
            return Err(CeremonyError::WrongKey { key: *id, expected: *key_check });
        }
        keys.insert(*id, Secret16::new(*key));
    }
    Ok(keys)
}
