//! What every command with a card in hand needs: journal, center, keys, reader.

use std::time::Duration;

use apdu::{Transport, TransportError};
use card_reader::{CardSlot, Presence, Watch};
use purse::Secret16;

use super::{keeper, now_us};
use crate::cards::{CardFault, CardWork, DesfireWork, PbocWork, Speech, speech};
use crate::center::{Enrolled, Link};
use crate::config::Config;
use crate::custody::{CardKeys, Custody};
use crate::exit::{Ending, Exit};
use crate::files::{Files, secret_hex};
use crate::issuing::Journal;
use crate::work::Bench;

/// How long to wait for a card.
const PATIENCE: Duration = Duration::from_secs(60);

/// Everything but the card.
pub(super) struct Desk {
    pub(super) journal: Journal,
    pub(super) link: Link,
    pub(super) enrolled: Enrolled,
    pub(super) works: Works,
    keeper: Box<dyn Custody>,
    transport: Option<Secret16>,
    config: Config,
}

impl Desk {
    /// Opens the journal first: without it no card is touched.
    pub(super) fn open(config: &Config) -> Result<Desk, Ending> {
        let files = Files::open(&config.data_dir)?;
        let journal = Journal::open(&files.journal())?;
        let (identity, enrolled) = files.identity()?;
        let link = Link::new(&config.center.url, identity)?;
        let transport = config.keys.transport.as_ref().map(|path| secret_hex::<16>(path)).transpose()?;
        let transport = transport.map(|key| Secret16::new(*key));
        let keeper = keeper(config)?;
        Ok(Desk {
            journal,
            link,
            enrolled,
            works: Works::of(config)?,
            keeper,
            transport,
            config: config.clone(),
        })
    }

    /// Does something at the bench, to a card that speaks so; without a card the kind does not matter.
    pub(super) fn at_bench<T>(
        &mut self,
        speech: Speech,
        job: impl FnOnce(&mut Bench<'_>) -> Result<T, Ending>,
    ) -> Result<T, Ending> {
        let terms = self.config.keys.terms;
        let keys = CardKeys::new(self.keeper.as_ref(), terms, self.transport.clone());
        job(&mut Bench {
            journal: &mut self.journal,
            center: &self.link,
            work: self.works.suiting(speech),
            keys: &keys,
            key_version: terms.version,
            now_us,
        })
    }
}

/// The work on the kinds of card that the county has.
pub(super) struct Works {
    pub(super) pboc: PbocWork,
    pub(super) desfire: Option<DesfireWork>,
}

impl Works {
    pub(super) fn of(config: &Config) -> Result<Works, Ending> {
        let terms = config.terms().ok_or_else(|| Ending::new(Exit::BadConfig, "cards"))?;
        let desfire = config.desfire_profile().map_err(|what| Ending::new(Exit::BadConfig, what))?;
        let pboc = PbocWork::new(terms, config.keys.terms.version);
        Ok(Works { pboc, desfire: desfire.map(DesfireWork::new) })
    }

    /// What the card on the reader speaks. A county without DESFire cards has no need to ask.
    pub(super) fn listen(&self, card: &mut dyn Transport) -> Result<Speech, Ending> {
        if self.desfire.is_some() { Ok(speech(card)?) } else { Ok(Speech::Iso) }
    }

    /// The work on a card that speaks so.
    pub(super) fn suiting(&self, speech: Speech) -> &dyn CardWork {
        match (&self.desfire, speech) {
            (Some(desfire), Speech::Desfire) => desfire,
            _ => &self.pboc,
        }
    }
}

/// A card on the reader, and its answer to reset.
pub(super) fn laid(config: &Config) -> Result<(CardSlot, Vec<u8>), Ending> {
    let reader = &config.reader.card;
    let atr = await_card(&mut Watch::new(reader)).map_err(lost)?;
    let mut slot = CardSlot::at(reader);
    slot.connect().map_err(lost)?;
    Ok((slot, atr))
}

fn lost(error: TransportError) -> Ending {
    Ending::from(CardFault::from(error))
}

/// A card on the reader, and its serial with zeros before it.
pub(super) fn card(config: &Config) -> Result<(CardSlot, [u8; 8]), Ending> {
    let (mut slot, _) = laid(config)?;
    let uid = slot.uid().map_err(lost)?.filter(|uid| (4..=8).contains(&uid.len())).ok_or_else(|| {
        Ending::refused(
            "读卡器不报芯片序列号，卡未动；请换支持非接触卡的读卡器 · the reader does not tell the chip's serial, nothing was touched; use a contactless reader",
        )
    })?;
    let mut chip = [0; 8];
    chip.iter_mut().rev().zip(uid.iter().rev()).for_each(|(to, from)| *to = *from);
    Ok((slot, chip))
}

/// Waits for a card on the reader and answers its answer to reset.
fn await_card(watch: &mut Watch) -> Result<Vec<u8>, TransportError> {
    let mut seen = watch.now();
    if !matches!(seen, Presence::Present { .. }) {
        eprintln!("请把卡放在读卡器上 · put the card on the reader");
    }
    let deadline = std::time::Instant::now() + PATIENCE;
    loop {
        if let Presence::Present { atr } = seen {
            return Ok(atr);
        }
        let left = deadline.saturating_duration_since(std::time::Instant::now());
        let no_card =
            if seen == Presence::Empty { TransportError::TimedOut } else { TransportError::ReaderGone };
        seen = watch.wait_change(left).ok_or(no_card)?;
    }
}
