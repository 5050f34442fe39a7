//! County purses on DESFire chips. A card's number is made of its chip's serial.

use apdu::Transport;
use card_issuing::Progress;
use card_issuing::desfire::{
    Block, CardOfKeys, DesfireProfile, Examine, Finding, Personalise, ReadBack, Scrap,
};
use desfire_purse::Parameters;
use purse::{CardNumber, ChipScheme};

use super::{CardFault, CardWork, Found, Job, Remember, Seen, converse, made, refused};
use crate::custody::CardKeys;

/// The work on these cards.
#[derive(Clone, Debug)]
pub struct DesfireWork {
    profile: DesfireProfile,
}

impl DesfireWork {
    /// For cards of this profile.
    #[must_use]
    pub fn new(profile: DesfireProfile) -> DesfireWork {
        DesfireWork { profile }
    }

    /// The application as tills know it.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        self.profile.parameters()
    }

    fn of<'a>(&'a self, chip: [u8; 8], keys: &'a CardKeys<'a>) -> Result<CardOfKeys<'a>, CardFault> {
        Ok(CardOfKeys { profile: &self.profile, uid: uid(chip)?, keys })
    }

    fn named(chip: [u8; 8]) -> Result<CardNumber, CardFault> {
        CardNumber::of_chip(ChipScheme::Desfire, &uid(chip)?).ok_or_else(hidden)
    }
}

/// The chip's own serial of seven bytes.
fn uid([zero, uid @ ..]: [u8; 8]) -> Result<[u8; 7], CardFault> {
    let [first, ..] = uid;
    if zero == 0 && first != 0 { Ok(uid) } else { Err(hidden()) }
}

fn hidden() -> CardFault {
    CardFault::Refused(
        "芯片不报真实序列号（随机号），卡未动；请换芯片，并请供货方关闭随机号 · the chip hides its true serial behind a random one, nothing was touched; take another chip, and have them delivered without random serials".to_owned(),
    )
}

impl CardWork for DesfireWork {
    fn kind(&self) -> &'static str {
        "desfire"
    }

    fn desfire(&self) -> Option<&Parameters> {
        Some(self.parameters())
    }

    fn layout_version(&self) -> u8 {
        1
    }

    fn number(&self, _: Option<CardNumber>, chip: [u8; 8]) -> Option<CardNumber> {
        DesfireWork::named(chip).ok()
    }

    fn examine(&self, card: &mut dyn Transport, chip: [u8; 8]) -> Result<Found, CardFault> {
        // No card can be made on a chip that nobody can name: said before it is asked anything.
        uid(chip)?;
        match converse(&mut Examine::new(&self.profile), card, |_| Ok(()))? {
            Finding::Blank => Ok(Found::Blank),
            Finding::Torn => Ok(Found::Torn),
            Finding::Issued => Ok(Found::Issued(DesfireWork::named(chip)?)),
            Finding::Blocked => Ok(Found::Blocked),
            Finding::Strange(status) => Err(CardFault::Refused(format!(
                "不是本县可用的芯片（{status}），卡未改动，请换卡 · not a chip that this county uses, it is unchanged; take another"
            ))),
        }
    }

    fn make(
        &self,
        card: &mut dyn Transport,
        job: &Job,
        keys: &CardKeys<'_>,
        begun: Option<usize>,
        remember: &mut Remember<'_>,
    ) -> Result<(), CardFault> {
        let of = self.of(job.chip, keys)?;
        let mut personalise = match begun {
            None => Personalise::new(of, job.seconds),
            Some(done) => Personalise::resume(of, job.seconds, Progress(done)),
        };
        let ended = made(&mut personalise, card, Personalise::progress, begun, remember)?;
        ended.map_err(|refusal| refused(keys, refusal))?;
        let read = converse(&mut ReadBack::with_value(of), card, |_| Ok(()))?;
        let picture = read.map_err(|refusal| refused(keys, refusal))?;
        picture.is_as_ordered(&self.profile).map_err(|difference| CardFault::Refused(difference.to_string()))
    }

    fn read(&self, card: &mut dyn Transport, chip: [u8; 8]) -> Result<Seen, CardFault> {
        let number = DesfireWork::named(chip)?;
        let read = converse(&mut ReadBack::new(&self.profile), card, |_| Ok(()))?;
        let picture = read.map_err(|refusal| CardFault::Refused(refusal.to_string()))?;
        Ok(Seen::Desfire { number, issuer: self.parameters().issuer(), picture })
    }

    fn scrap(&self, card: &mut dyn Transport, chip: [u8; 8], keys: &CardKeys<'_>) -> Result<(), CardFault> {
        let scrapped = converse(&mut Scrap::new(self.of(chip, keys)?), card, |_| Ok(()))?;
        scrapped.map_err(|refusal| refused(keys, refusal))
    }

    fn block(
        &self,
        card: &mut dyn Transport,
        chip: [u8; 8],
        _: &Seen,
        keys: &CardKeys<'_>,
    ) -> Result<(), CardFault> {
        let blocked = converse(&mut Block::new(self.of(chip, keys)?), card, |_| Ok(()))?;
        blocked.map_err(|refusal| refused(keys, refusal))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Untouched;

    impl Transport for Untouched {
        fn exchange(&mut self, _: &[u8]) -> Result<Vec<u8>, apdu::TransportError> {
            panic!("something was asked");
        }
    }

    /// A chip that hides its serial is told apart before anything is asked of it, a blank one too.
    #[test]
    fn a_hidden_serial_is_the_reason_that_is_told() {
        let profile = DesfireProfile::new(Parameters::default(), 100_000).expect("usual");
        let work = DesfireWork::new(profile);
        let told = work.examine(&mut Untouched, [0, 0, 0, 0, 8, 1, 2, 3]).expect_err("hidden").to_string();
        assert!(told.contains("随机号") && told.contains("卡未动") && told.contains("请换芯片"), "{told}");
    }

    #[test]
    fn a_random_serial_is_none() {
        assert!(uid([0, 4, 1, 2, 3, 4, 5, 6]).is_ok());
        assert!(uid([0, 0, 0, 0, 8, 1, 2, 3]).is_err() && uid([4; 8]).is_err());
    }
}
